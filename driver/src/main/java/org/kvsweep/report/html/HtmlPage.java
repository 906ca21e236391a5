package org.kvsweep.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kvsweep.trial.TrialJson;

/**
 * A page that is one file: markup, style, scripts and data. Data gets into it as JSON only, and its
 * policy lets no other script run than its own.
 */
public final class HtmlPage {
  /** One sweep, or several taken together. */
  public static final HtmlPage REPORT =
      new HtmlPage(
          "report.html",
          List.of("echarts.min.js"),
          List.of(
              "page.js",
              "theme.js",
              "charts.js",
              "answer.js",
              "tuning.js",
              "running.js",
              "sweeps.js",
              "comparison.js",
              "curves.js",
              "attention.js",
              "axes.js",
              "shares.js",
              "heat.js",
              "settings.js",
              "cost.js",
              "timeline.js",
              "trial.js",
              "trials.js",
              "live.js",
              "start.js"));

  /** A list of sweeps. */
  public static final HtmlPage LIST =
      new HtmlPage("list.html", List.of(), List.of("page.js", "theme.js", "live.js", "list.js"));

  /** The places where a page may ask for news. */
  public enum Connections {
    /** The page asks nowhere: it is a file. */
    NONE("'none'"),
    /** The page asks the server that it came from. */
    SERVER("'self'");

    private final String policy;

    Connections(String policy) {
      this.policy = policy;
    }
  }

  private final String markup;
  private final List<String> libraries;
  private final List<String> scripts;

  private HtmlPage(String markup, List<String> libraries, List<String> scripts) {
    this.markup = markup;
    this.libraries = libraries;
    this.scripts = scripts;
  }

  /** The page with that title and data. The same data give the same text. */
  public String with(String title, JsonNode data, Connections connections) {
    String library = script(libraries);
    String script = script(scripts);
    // One pass over the page, so that nothing that stands in the data is taken for a placeholder.
    Map<String, String> parts =
        Map.of(
            "title",
            escaped(title),
            "script-hashes",
            Stream.of(library, script).map(HtmlPage::hash).collect(Collectors.joining(" ")),
            "connect",
            connections.policy,
            "style",
            resource("report.css"),
            "data",
            // JSON that can't end the script element it stands in.
            TrialJson.text(data).replace("<", "\\u003c"),
            "library",
            library,
            "script",
            script);
    StringBuilder page = new StringBuilder();
    String[] pieces = (resource("head.html") + resource(markup)).split("\\{\\{|}}", -1);
    for (int i = 0; i < pieces.length; i++) {
      page.append(i % 2 == 0 ? pieces[i] : parts.get(pieces[i]));
    }
    return page.toString();
  }

  private static String script(List<String> names) {
    return names.stream().map(HtmlPage::resource).collect(Collectors.joining("\n"));
  }

  /** Returns the hash of a script for the policy of the page. */
  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash a script: every JDK has SHA-256", e);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Cannot write a report: the jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name + " from the jar", e);
    }
  }
}
