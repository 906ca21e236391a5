package org.kvsweep.export.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kvsweep.data.HttpAddress;
import org.kvsweep.trial.TrialJson;

/** The REST API 2.0 of an MLflow tracking server, as far as exports need it. */
final class MlflowServer {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** A model may have hundreds of megabytes. */
  private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(10);

  private static final int PAGE = 1_000;
  private static final String SERVER = "the address of a tracking server";
  private static final String ARTIFACTS = "mlflow-artifacts:/";

  private final String address;
  private final Optional<String> authorization;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  /**
   * @param uri of the server, {@code http:} or {@code https:}
   * @param environment may have {@code MLFLOW_TRACKING_TOKEN}, or {@code MLFLOW_TRACKING_USERNAME}
   *     and {@code MLFLOW_TRACKING_PASSWORD}, as for MLflow's own clients
   * @throws IllegalArgumentException if it is no such address, or one that Java's HTTP client can't
   *     use
   */
  MlflowServer(String uri, Map<String, String> environment) {
    Optional<String> expected = expected(uri);
    if (expected.isPresent()) {
      throw new IllegalArgumentException(
          "Cannot export to MLflow: expected %s, as in http://127.0.0.1:5000, got %s"
              .formatted(expected.get(), uri.isBlank() ? "none" : uri));
    }
    this.address = uri.replaceAll("/+$", "");
    this.authorization = authorization(environment);
  }

  private static Optional<String> expected(String uri) {
    try {
      URI address = new URI(uri);
      boolean plain = address.getRawQuery() == null && address.getRawFragment() == null;
      return plain && !uri.isEmpty() ? HttpAddress.expected(address) : Optional.of(SERVER);
    } catch (URISyntaxException unreadable) {
      return Optional.of(SERVER);
    }
  }

  private static Optional<String> authorization(Map<String, String> environment) {
    String token = environment.get("MLFLOW_TRACKING_TOKEN");
    if (token != null) {
      return Optional.of("Bearer " + token);
    }
    String user = environment.get("MLFLOW_TRACKING_USERNAME");
    String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    return Optional.ofNullable(user)
        .map(
            name ->
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8)));
  }

  /** The id of the experiment of that name, which is made if there is none. */
  String experiment(String name) throws IOException {
    String query = "experiments/get-by-name?experiment_name=" + encoded(name);
    HttpResponse<String> found = send(request("mlflow/" + query).GET().build());
    if (found.statusCode() != 404) {
      JsonNode experiment = json(found, query).path("experiment");
      if (!experiment.path("lifecycle_stage").asText("active").equals("active")) {
        throw new IOException(
            "Cannot export to MLflow: the experiment %s was deleted; restore it there or choose another name"
                .formatted(name));
      }
      return experiment.path("experiment_id").asText();
    }
    return post("experiments/create", TrialJson.object().put("name", name))
        .path("experiment_id")
        .asText();
  }

  /** The runs of an experiment that have that tag with that value, all pages of them. */
  List<JsonNode> runs(String experiment, String tag, String value) throws IOException {
    List<JsonNode> runs = new ArrayList<>();
    String page = "";
    Set<String> pages = new HashSet<>();
    do {
      if (!pages.add(page)) {
        throw new IOException(
            "Cannot export to MLflow at %s: it gave the same page of runs again"
                .formatted(address));
      }
      ObjectNode search = TrialJson.object();
      search.putArray("experiment_ids").add(experiment);
      search.put("filter", "tags.`%s` = '%s'".formatted(tag, value));
      search.put("max_results", PAGE);
      if (!page.isEmpty()) {
        search.put("page_token", page);
      }
      JsonNode found = post("runs/search", search);
      found.path("runs").forEach(runs::add);
      page = found.path("next_page_token").asText("");
    } while (!page.isEmpty());
    return runs;
  }

  JsonNode post(String method, ObjectNode body) throws IOException {
    HttpRequest request =
        request("mlflow/" + method)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(TrialJson.text(body)))
            .build();
    return json(send(request), method);
  }

  /** Gives a run that tag, in the place of one of the same name. */
  void setTag(String runId, String key, String value) throws IOException {
    post(
        "runs/set-tag",
        TrialJson.object().put("run_id", runId).put("key", key).put("value", value));
  }

  /** Returns whether files can be put there through the server itself. */
  static boolean takesArtifacts(String artifactUri) {
    return artifactUri.startsWith(ARTIFACTS);
  }

  /**
   * Puts a file beside a run, in the place of an older one.
   *
   * @param artifactUri of the run, of a kind that {@link #takesArtifacts} knows
   */
  void putArtifact(String artifactUri, String name, BodyPublisher content) throws IOException {
    String method = artifact(artifactUri, name);
    HttpRequest request =
        request(method)
            .header("Content-Type", "application/octet-stream")
            .timeout(UPLOAD_TIMEOUT)
            .PUT(content)
            .build();
    json(send(request), method);
  }

  /** Takes away a file that {@link #putArtifact} put there. */
  void deleteArtifact(String artifactUri, String name) throws IOException {
    String method = artifact(artifactUri, name);
    json(send(request(method).DELETE().build()), method);
  }

  private static String artifact(String artifactUri, String name) {
    String path = URI.create(artifactUri).getRawPath().replaceFirst("^/+", "");
    return "mlflow-artifacts/artifacts/" + path + "/" + encoded(name);
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + "/api/2.0/" + path)).timeout(TIMEOUT);
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IOException(
          "Cannot reach MLflow at %s: %s; is 'mlflow server' running there?"
              .formatted(address, why(e)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Cannot wait for MLflow: interrupted", e);
    }
  }

  /** Returns the message, which the client leaves out where nobody listens. */
  private static String why(IOException failure) {
    if (failure.getMessage() != null) {
      return failure.getMessage();
    }
    return failure instanceof ConnectException ? "no connection" : failure.toString();
  }

  private JsonNode json(HttpResponse<String> response, String method) throws IOException {
    if (response.statusCode() != 200) {
      String text = response.body();
      throw new IOException(
          "Cannot export to MLflow at %s: %s answered %d: %s"
              .formatted(
                  address,
                  method,
                  response.statusCode(),
                  text.substring(0, Math.min(text.length(), 300))));
    }
    try {
      return response.body().isBlank() ? TrialJson.object() : TrialJson.parse(response.body());
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "Cannot export to MLflow at %s: expected JSON from %s; is this an MLflow server?"
              .formatted(address, method),
          e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
