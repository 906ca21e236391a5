package org.kvsweep.export.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MlflowServerTest {

  @Test
  void otherAddressesAreRefused() {
    for (String uri : List.of("", "127.0.0.1:5000", "file:///tmp/mlruns", "http://a b")) {
      assertThatThrownBy(() -> new MlflowServer(uri, Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot export to MLflow: expected ")
          .hasMessageContaining("address")
          .hasMessageEndingWith("got " + (uri.isEmpty() ? "none" : uri));
    }
  }

  @Test
  void addressesThatTheHttpClientCanNotUseAreRefused() {
    assertRefused(
        "http://mlflow_server:5000",
        "expected the name of a host, of letters, digits, '-' and '.' (Java's HTTP client can't use"
            + " one with '_': give the IP address or another alias)");
    assertRefused("http://:5000", "expected the name of a host, of letters, digits, '-' and '.'");
    assertRefused("http://127.0.0.1:99999", "expected a port of at most 65535");
    for (String uri : List.of("http://a{b}:5000", "http://[::1", "http://127.0.0.1/?a=b")) {
      assertRefused(uri, "expected the address of a tracking server");
    }
  }

  private static void assertRefused(String uri, String expected) {
    assertThatThrownBy(() -> new MlflowServer(uri, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot export to MLflow: %s, as in http://127.0.0.1:5000, got %s"
                .formatted(expected, uri));
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> new MlflowServer("http://127.0.0.1:9/", Map.of()).experiment("x"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot reach MLflow at http://127.0.0.1:9: ");
  }

  @Test
  void aServerThatAlwaysHasOneMorePageIsLeft() throws Exception {
    HttpServer endless =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endless.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"next_page_token\":\"more\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    endless.start();
    String uri = "http://127.0.0.1:" + endless.getAddress().getPort();
    try {
      assertThatThrownBy(() -> new MlflowServer(uri, Map.of()).runs("1", "tag", "value"))
          .hasMessage(
              "Cannot export to MLflow at %s: it gave the same page of runs again".formatted(uri));
    } finally {
      endless.stop(0);
    }
  }

  @Test
  void credentialsOfTheEnvironmentAreSentAndErrorsShown() throws Exception {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    List<String> seen = new ArrayList<>();
    other.createContext(
        "/",
        exchange -> {
          seen.add(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] body = "<html>nginx</html>".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(seen.size() == 1 ? 403 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    other.start();
    String uri = "http://127.0.0.1:" + other.getAddress().getPort();
    try {
      assertThatThrownBy(
              () ->
                  new MlflowServer(uri, Map.of("MLFLOW_TRACKING_TOKEN", "secret")).experiment("x"))
          .hasMessageContaining("answered 403: <html>nginx</html>")
          .hasMessageNotContainingAny("secret");
      assertThatThrownBy(
              () ->
                  new MlflowServer(
                          uri,
                          Map.of(
                              "MLFLOW_TRACKING_USERNAME", "me",
                              "MLFLOW_TRACKING_PASSWORD", "pw"))
                      .experiment("x"))
          .hasMessageContaining("is this an MLflow server?");
    } finally {
      other.stop(0);
    }
    assertThat(seen).containsExactly("Bearer secret", "Basic bWU6cHc=");
  }
}
