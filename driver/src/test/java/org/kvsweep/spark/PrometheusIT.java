package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.ChildProcess;
import org.kvsweep.LocalMachine;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.SweepRunner;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.spark.FakeEngine.Behaviour;

/** The files of {@code cluster/monitoring}, read by a real Prometheus beside a real Spark. */
class PrometheusIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FILES = Path.of("../cluster/monitoring");

  @TempDir private Path folder;
  private String address;

  @BeforeEach
  void copyTheFiles() throws IOException {
    for (String tool : List.of("prometheus", "promtool")) {
      assumeTrue(LocalMachine.hasProgram(tool), "needs " + tool + ": apt-get install prometheus");
    }
    Files.copy(FILES.resolve("alerts.yml"), folder.resolve("alerts.yml"));
    String settings = Files.readString(FILES.resolve("prometheus.yml"));
    assertThat(settings).contains("interval: 15s");
    Files.writeString(folder.resolve("prometheus.yml"), settings.replace("15s", "1s"));
  }

  @Test
  void theAlertsAreRaisedWhenTheyShouldAndOnlyThen() throws Exception {
    Files.copy(Path.of("src/test/resources/alerts-test.yml"), folder.resolve("alerts-test.yml"));
    ProcessBuilder promtool =
        new ProcessBuilder("promtool", "test", "rules", "alerts-test.yml")
            .directory(folder.toFile());
    try (ChildProcess process = ChildProcess.start(promtool, folder.resolve("promtool.log"))) {
      assertThat(process.exitCode()).as(process.log()).isZero();
      assertThat(process.log()).contains("SUCCESS");
    }
  }

  @Test
  void prometheusHasWhatTheDashboardAndTheAlertsAskFor() throws Exception {
    Map<String, String> settings =
        Map.of("spark.master", "local[2]", "spark.ui.port", "0", "spark.ui.enabled", "true");
    try (SparkCluster cluster = SparkCluster.open(SparkSettings.embedded("fakes", settings));
        ChildProcess prometheus = prometheus(URI.create(cluster.webUi().orElseThrow()))) {
      new SweepRunner(cluster, Clock.systemUTC())
          .run(
              FakeTrials.sweep(Behaviour.SUCCEED, Behaviour.REFUSE, Behaviour.SUCCEED),
              new InMemoryResultsStore(),
              new SweepListener() {},
              new RunOptions(folder.toString(), SchedulePolicy.STANDARD));

      prometheus.await(
          "told that three trials are done",
          () -> values("kvsweep_trials_done{sweep=\"fakes\"}").equals(List.of("3")));

      assertThat(values("kvsweep_trials_failed")).containsExactly("1");
      JsonNode labels = query("kvsweep_trials_failed").get(0).get("metric");
      assertThat(labels.get("application").asText()).startsWith("local_");
      for (String expression : dashboardExpressions()) {
        if (!expression.contains("increase(")) { // which needs a second value
          assertThat(values(expression.replace("$sweep", "fakes"))).as(expression).hasSize(1);
        }
      }
      for (JsonNode rule : get("/api/v1/rules").get("groups").get(0).get("rules")) {
        assertThat(rule.get("health").asText()).as(rule.toString()).isEqualTo("ok");
      }
    }
  }

  private ChildProcess prometheus(URI driver) throws IOException, InterruptedException {
    Files.createDirectory(folder.resolve("targets"));
    Files.writeString(
        folder.resolve("targets/fakes.yml"),
        "- targets: ['%s']%n  labels: {sweep: fakes}%n".formatted(driver.getAuthority()));
    address = "127.0.0.1:" + LocalMachine.freePort();
    ChildProcess process =
        ChildProcess.start(
            new ProcessBuilder(
                "prometheus",
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=" + address),
            folder.resolve("prometheus.log"));
    process.await("ready", () -> process.log().contains("Server is ready"));
    return process;
  }

  private static Set<String> dashboardExpressions() throws IOException {
    Set<String> expressions = new TreeSet<>();
    JSON.readTree(FILES.resolve("grafana-dashboard.json").toFile())
        .findParents("expr")
        .forEach(target -> expressions.add(target.get("expr").asText()));
    assertThat(expressions).hasSizeGreaterThan(6);
    return expressions;
  }

  private List<String> values(String expression) throws IOException {
    return query(expression).findValues("value").stream().map(at -> at.get(1).asText()).toList();
  }

  private JsonNode query(String expression) throws IOException {
    return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .get("result");
  }

  private JsonNode get(String path) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path)).build();
    try {
      String body =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
      JsonNode answer = JSON.readTree(body);
      assertThat(answer.path("status").asText()).as(body).isEqualTo("success");
      return answer.get("data");
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
