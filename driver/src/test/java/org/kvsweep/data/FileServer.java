package org.kvsweep.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on this machine that misbehaves as told. */
final class FileServer implements AutoCloseable {
  /** One request: its path and the range it asked for, or null. */
  record Request(String path, String range) {}

  /** Answers a request. */
  @FunctionalInterface
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  FileServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  void at(String path, Answer answer) {
    answers.put(path, answer);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(new Request(path, exchange.getRequestHeaders().getFirst("Range")));
    try (exchange) {
      answers.getOrDefault(path, status(404)).to(exchange);
    }
  }

  static Answer status(int code) {
    return exchange -> exchange.sendResponseHeaders(code, -1);
  }

  /** The content, or the range of it that was asked for. */
  static Answer content(byte[] content) {
    return exchange -> {
      int from = rangeStart(exchange);
      if (from >= content.length && from > 0) {
        exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      begin(exchange, from, content.length);
      exchange.getResponseBody().write(content, from, content.length - from);
    };
  }

  /** All of the content whatever was asked for, as servers do that know no ranges. */
  static Answer wholeContent(byte[] content) {
    return exchange -> {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content);
    };
  }

  /** At most so many bytes, then the connection breaks. */
  static Answer cutAfter(int bytes, byte[] content) {
    return exchange -> {
      int from = rangeStart(exchange);
      begin(exchange, from, content.length);
      int count = Math.min(bytes, content.length - from);
      exchange.getResponseBody().write(content, from, count);
      exchange.getResponseBody().flush();
      if (count < content.length - from) {
        // Closing without all that was promised breaks the connection.
        throw new IOException("cut");
      }
    };
  }

  /** So many bytes, then nothing until the server ends. */
  Answer stallAfter(int bytes, byte[] content) {
    return exchange -> {
      begin(exchange, 0, content.length);
      OutputStream out = exchange.getResponseBody();
      out.write(content, 0, bytes);
      out.flush();
      try {
        closing.await();
      } catch (InterruptedException e) {
        throw new UncheckedIOException(new IOException(e));
      }
    };
  }

  private static void begin(HttpExchange exchange, int from, int length) throws IOException {
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(from, length - 1, length));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, length - from);
  }

  private static int rangeStart(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
