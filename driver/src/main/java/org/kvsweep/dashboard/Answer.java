package org.kvsweep.dashboard;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a browser gets. */
record Answer(int status, Map<String, String> headers, String body) {
  private static final String TYPE = "Content-Type";
  private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

  /** Something that makes an answer, or fails as reading results does. */
  @FunctionalInterface
  interface Making {
    Answer make() throws IOException;
  }

  /** The answer, or what went wrong as one. */
  static Answer of(Making making) {
    try {
      return making.make();
    } catch (IllegalArgumentException wrong) {
      return text(400, wrong.getMessage());
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot show a page of the dashboard", e);
      return text(500, "Cannot read the results: " + e.getMessage());
    }
  }

  static Answer html(String page) {
    return new Answer(200, Map.of(TYPE, "text/html; charset=utf-8"), page);
  }

  static Answer json(String data, String tag) {
    return new Answer(200, Map.of(TYPE, "application/json", "ETag", tag), data);
  }

  static Answer notModified(String tag) {
    return new Answer(304, Map.of("ETag", tag), "");
  }

  /** Text stays text in every browser, whatever it says. */
  static Answer text(int status, String text) {
    return new Answer(status, Map.of(TYPE, "text/plain; charset=utf-8"), text + "\n");
  }

  static Answer redirect(String location, String cookie) {
    return new Answer(303, Map.of("Location", location, "Set-Cookie", cookie), "");
  }

  void send(HttpExchange exchange) throws IOException {
    Headers sent = exchange.getResponseHeaders();
    headers.forEach(sent::set);
    sent.set("Cache-Control", "no-store");
    sent.set("X-Content-Type-Options", "nosniff");
    sent.set("Referrer-Policy", "no-referrer");
    sent.set("Content-Security-Policy", "frame-ancestors 'none'");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    boolean empty = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, empty ? -1 : bytes.length);
    if (!empty) {
      exchange.getResponseBody().write(bytes);
    }
  }
}
