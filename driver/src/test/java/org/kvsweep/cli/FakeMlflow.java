package org.kvsweep.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on this machine that takes what is exported to MLflow and remembers the models. */
final class FakeMlflow implements AutoCloseable {
  /** An answer for each request: the experiment and the run that it may be about. */
  private static final String ANSWER =
      """
      {"experiment": {"experiment_id": "1"},
       "run": {"info": {"run_id": "2", "artifact_uri": "mlflow-artifacts:/1/2/artifacts"}}}
      """;

  private final HttpServer server;
  private final List<String> models = new CopyOnWriteArrayList<>();

  private FakeMlflow(HttpServer server) {
    this.server = server;
  }

  static FakeMlflow start() throws IOException {
    FakeMlflow mlflow =
        new FakeMlflow(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    mlflow.server.createContext("/", mlflow::answer);
    mlflow.server.start();
    return mlflow;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (exchange.getRequestURI().getPath().endsWith("/model.zip")) {
      models.add(body);
    }
    byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What was put somewhere as a model. */
  List<String> models() {
    return List.copyOf(models);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
