package org.kvsweep.report.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.ResultsLayout;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialOutcome;

/** Writes the report of a sweep as one HTML file. */
public final class HtmlReport {
  /** In this order, as one script. */
  private static final List<String> SCRIPTS =
      List.of(
          "page.js",
          "charts.js",
          "answer.js",
          "comparison.js",
          "curves.js",
          "axes.js",
          "cost.js",
          "timeline.js",
          "trials.js",
          "start.js");

  /** How much of a stack trace or log the page carries for each failed trial. */
  private static final int MOST_DETAILS = 4_000;

  /** How many values of a version or machine are listed. */
  private static final int MOST_ENVIRONMENT_VALUES = 8;

  private HtmlReport() {}

  /** Writes {@code report.html} into the results folder. The same trials give the same bytes. */
  public static void write(SweepAnalysis analysis, Provenance provenance, ResultsFolder folder)
      throws IOException {
    String sweepSource = folder.sweepSource().orElse("");
    folder.writeDerived(ResultsLayout.REPORT_HTML, page(analysis, provenance, sweepSource));
  }

  static String page(SweepAnalysis analysis, Provenance provenance, String sweepSource) {
    String charts = resource("echarts.min.js");
    String script = SCRIPTS.stream().map(HtmlReport::resource).collect(Collectors.joining("\n"));
    // One pass over the page, so that nothing that stands in the data is taken for a placeholder.
    Map<String, String> parts =
        Map.of(
            "title",
            escaped(analysis.table().sweep()),
            "script-hashes",
            hash(charts) + " " + hash(script),
            "style",
            resource("report.css"),
            "data",
            data(analysis, provenance, sweepSource),
            "charts",
            charts,
            "script",
            script);
    StringBuilder page = new StringBuilder();
    String[] pieces = resource("report.html").split("\\{\\{|}}", -1);
    for (int i = 0; i < pieces.length; i++) {
      page.append(i % 2 == 0 ? pieces[i] : parts.get(pieces[i]));
    }
    return page.toString();
  }

  /** The data as JSON that can't end the script element it stands in. */
  private static String data(SweepAnalysis analysis, Provenance provenance, String sweepSource) {
    ObjectNode data = TrialJson.object();
    data.set("results", analysis.json());
    LearningCurves.addTo(data.putArray("curves"), analysis);
    addEnvironment(data.putObject("environment"), analysis);
    addDetails(data.putObject("details"), analysis);
    data.put("version", provenance.version());
    data.put("command", provenance.command());
    data.put("sweepSource", sweepSource);
    return TrialJson.text(data).replace("<", "\\u003c");
  }

  private static void addEnvironment(ObjectNode node, SweepAnalysis analysis) {
    Map<String, Set<String>> values = new TreeMap<>();
    for (TrialRecord record : analysis.results().ended().values()) {
      record
          .outcome()
          .run()
          .environment()
          .forEach((key, value) -> values.computeIfAbsent(key, k -> new TreeSet<>()).add(value));
    }
    values.forEach(
        (key, distinct) -> {
          ArrayNode list = node.putArray(key);
          distinct.stream().limit(MOST_ENVIRONMENT_VALUES).forEach(list::add);
        });
  }

  private static void addDetails(ObjectNode node, SweepAnalysis analysis) {
    for (TrialRecord record : analysis.results().ended().values()) {
      if (record.outcome() instanceof TrialOutcome.Failed failed && !failed.details().isEmpty()) {
        String details = failed.details();
        node.put(
            record.id().value(),
            details.length() <= MOST_DETAILS ? details : details.substring(0, MOST_DETAILS) + "…");
      }
    }
  }

  /** For the policy of the page, which lets no other script run. */
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
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Cannot write a report: the jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name + " from the jar", e);
    }
  }
}
