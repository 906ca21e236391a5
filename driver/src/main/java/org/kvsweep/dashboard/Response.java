package org.kvsweep.dashboard;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A response of the dashboard's server. */
record Response(int status, Map<String, String> headers, String body) {
  private static final String TYPE = "Content-Type";

  /** What is shorter is sent as it is. */
  private static final int LEAST_COMPRESSED_BYTES = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(Response.class);

  /** Makes a response, or fails as reading results does. */
  @FunctionalInterface
  interface Making {
    Response make() throws IOException;
  }

  /** The response, or one that says what went wrong. */
  static Response of(Making making) {
    try {
      return making.make();
    } catch (IllegalArgumentException wrong) {
      return text(400, wrong.getMessage());
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot show a page of the dashboard", e);
      return text(500, "Cannot read the results: " + e.getMessage());
    }
  }

  static Response html(String page) {
    return new Response(200, Map.of(TYPE, "text/html; charset=utf-8"), page);
  }

  static Response json(String data, String tag) {
    return new Response(200, Map.of(TYPE, "application/json", "ETag", tag), data);
  }

  static Response notModified(String tag) {
    return new Response(304, Map.of("ETag", tag), "");
  }

  /** Text stays text in every browser, whatever it says. */
  static Response text(int status, String text) {
    return new Response(status, Map.of(TYPE, "text/plain; charset=utf-8"), text + "\n");
  }

  static Response redirect(String location, String cookie) {
    return new Response(303, Map.of("Location", location, "Set-Cookie", cookie), "");
  }

  void send(HttpExchange exchange) throws IOException {
    Headers sent = exchange.getResponseHeaders();
    headers.forEach(sent::set);
    sent.set("Cache-Control", "no-store");
    sent.set("X-Content-Type-Options", "nosniff");
    sent.set("Referrer-Policy", "no-referrer");
    sent.set("Content-Security-Policy", "frame-ancestors 'none'");
    sent.set("Vary", "Accept-Encoding");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    boolean empty = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
    if (!empty
        && bytes.length >= LEAST_COMPRESSED_BYTES
        && takesGzip(exchange.getRequestHeaders())) {
      sent.set("Content-Encoding", "gzip");
      bytes = compressed(bytes);
    }
    exchange.sendResponseHeaders(status, empty ? -1 : bytes.length);
    if (!empty) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private static boolean takesGzip(Headers asked) {
    return asked.getOrDefault("Accept-Encoding", List.of()).stream()
        .flatMap(line -> Arrays.stream(line.toLowerCase(Locale.ROOT).split(",")))
        .map(coding -> coding.replaceAll("\\s", ""))
        .anyMatch(coding -> coding.matches("gzip(;q=(?!0(\\.0*)?$).*)?"));
  }

  private static byte[] compressed(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
