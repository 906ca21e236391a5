package org.kvsweep.export.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.ChildProcess;
import org.kvsweep.LocalMachine;
import org.kvsweep.Python;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.export.TrialModels;
import org.kvsweep.report.SampleSweep;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** Against a real MLflow server; skipped where Python has no mlflow. */
class MlflowExportIT {
  @TempDir private static Path folder;
  private static ChildProcess mlflow;
  private static MlflowServer server;
  private static String uri;

  @BeforeAll
  static void startMlflow() throws Exception {
    Python python = Python.with("mlflow");
    int port = LocalMachine.freePort();
    mlflow =
        python.start(
            folder,
            List.of("-m", "mlflow", "server", "--workers", "1"),
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--backend-store-uri",
            "sqlite:///mlflow.db",
            "--artifacts-destination",
            folder.resolve("artifacts").toString());
    uri = "http://127.0.0.1:" + port;
    server = new MlflowServer(uri, Map.of());
    mlflow.await("listening", () -> listens(port));
  }

  private static boolean listens(int port) {
    try {
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  @AfterAll
  static void stopMlflow() {
    if (mlflow != null) {
      mlflow.close();
    }
  }

  private static int export(String experiment, SweepResults results, List<String> warnings)
      throws IOException {
    return export(experiment, results, Map.of(), warnings);
  }

  private static int export(
      String experiment, SweepResults results, Map<TrialId, String> models, List<String> warnings)
      throws IOException {
    return new MlflowSweep(uri, experiment, Map.of(), warnings::add)
        .write(
            results,
            kept(models),
            Map.of("sweep.yaml", "name: größer\n", "table.md", "# sweep\n\n| qkv | kv |\n"));
  }

  private static TrialModels kept(Map<TrialId, String> models) {
    return new TrialModels() {
      @Override
      public Map<TrialId, Long> sizes() {
        return models.entrySet().stream()
            .collect(
                Collectors.toMap(Map.Entry::getKey, model -> (long) model.getValue().length()));
      }

      @Override
      public Optional<InputStream> open(TrialId trial) {
        return Optional.of(
            new ByteArrayInputStream(models.get(trial).getBytes(StandardCharsets.US_ASCII)));
      }
    };
  }

  private static JsonNode parent(String experimentId) throws IOException {
    List<JsonNode> parents = new ArrayList<>();
    for (JsonNode run : runs(experimentId)) {
      if (MlflowRun.tag(run, "mlflow.parentRunId").isEmpty()) {
        parents.add(run);
      }
    }
    assertThat(parents).hasSize(1);
    return parents.get(0);
  }

  private static List<JsonNode> runs(String experimentId) throws IOException {
    ObjectNode search = TrialJson.object().put("max_results", 1_000);
    search.putArray("experiment_ids").add(experimentId);
    List<JsonNode> runs = new ArrayList<>();
    server.post("runs/search", search).path("runs").forEach(runs::add);
    return runs;
  }

  @Test
  void aSweepIsAParentRunWithARunForEachTrialHoweverOftenItIsExported() throws Exception {
    List<String> warnings = new ArrayList<>();
    SweepResults sample =
        SampleSweep.varied()
            .only("seed", spec -> spec.taskName().equals("swap") || spec.seed() == 0);
    SweepResults part = sample.only("task.name", spec -> !spec.taskName().equals("reverse"));

    assertThat(export("sweeps", part, warnings)).isEqualTo(part.ended().size());
    // A run that an earlier export left unfinished
    String experiment = server.experiment("sweeps");
    JsonNode parent = parent(experiment);
    TrialRecord torn =
        sample.ended().values().stream()
            .filter(record -> !part.ended().containsKey(record.id()))
            .findFirst()
            .orElseThrow();
    ObjectNode half = TrialJson.object().put("experiment_id", experiment);
    MlflowRun.addTag(half.putArray("tags"), MlflowSweep.PARENT_TAG, MlflowRun.id(parent));
    MlflowRun.addTag(half.withArray("tags"), MlflowSweep.TRIAL_TAG, torn.id().value());
    server.post("runs/create", half);

    assertThat(export("sweeps", sample, warnings))
        .isEqualTo(sample.ended().size() - part.ended().size());
    assertThat(export("sweeps", sample, warnings)).isZero();
    assertThat(warnings).isEmpty();
    List<JsonNode> children = server.runs(experiment, MlflowSweep.PARENT_TAG, MlflowRun.id(parent));
    assertThat(children)
        .extracting(run -> MlflowRun.tag(run, MlflowSweep.TRIAL_TAG))
        .containsExactlyInAnyOrderElementsOf(
            sample.ended().keySet().stream().map(id -> id.value()).toList());
    assertThat(runs(experiment)).hasSize(children.size() + 1);
    assertThat(children)
        .extracting(run -> run.at("/info/status").asText())
        .containsOnly("FINISHED", "FAILED");
    checkCompleted(sample, children);
    assertThat(children)
        .extracting(run -> run.at("/info/run_name").asText())
        .doesNotHaveDuplicates()
        .contains("reverse kv-pos length=16 depth=2 seed=0", "swap kv seed=0");
    // One trial of the sweep has not ended
    assertThat(parent(experiment).at("/info/status").asText()).isEqualTo("RUNNING");
    assertThat(MlflowRun.tag(parent(experiment), MlflowArtifacts.NOTE_TAG))
        .contains("| qkv | kv |");
    assertThat(artifacts("sweep.yaml")).contains("name: größer\n");
  }

  @Test
  void aTrialThatEndedAnewReplacesItsRun() throws Exception {
    TrialSpec spec = SampleSweep.spec("copy", 16, 1, AttentionVariant.KV, 0);
    SampleSweep before = new SampleSweep().add(spec, SampleSweep.failed());
    SampleSweep after = new SampleSweep();
    after.add(spec, after.completed(spec, 1));
    TrialSpec other = SampleSweep.spec("copy", 64, 1, AttentionVariant.KV, 0);
    after.add(other, SampleSweep.failed());

    assertThat(export("again", before.results("retried"), new ArrayList<>())).isEqualTo(1);
    String experiment = server.experiment("again");
    assertThat(child(experiment, spec).at("/info/run_name").asText()).isEqualTo("copy kv");
    assertThat(export("again", after.results("retried"), new ArrayList<>())).isEqualTo(2);
    assertThat(export("again", after.results("retried"), new ArrayList<>())).isZero();

    assertThat(runs(experiment)).hasSize(3);
    JsonNode run = child(experiment, spec);
    assertThat(run.at("/info/status").asText()).isEqualTo("FINISHED");
    assertThat(run.at("/info/run_name").asText()).isEqualTo("length=16");
  }

  @Test
  void aRunHasTheModelAsLongAsTheFolderKeepsItAndANameThatTellsItFromTheOthers() throws Exception {
    SampleSweep sweep = new SampleSweep();
    TrialSpec first = SampleSweep.spec("copy", 16, 1, AttentionVariant.KV, 0);
    sweep.add(first, sweep.completed(first, 0.8));
    List<String> warnings = new ArrayList<>();
    TrialId firstId = TrialId.of(first);
    export("models", sweep.results("kept"), Map.of(firstId, "first model"), warnings);
    assertThat(artifacts("model.zip")).containsExactly("first model");

    TrialSpec better = first.withSeed(1);
    sweep.add(better, sweep.completed(better, 0.9));
    Map<TrialId, String> models = Map.of(TrialId.of(better), "better model");
    assertThat(export("models", sweep.results("kept"), models, warnings)).isEqualTo(1);
    assertThat(export("models", sweep.results("kept"), models, warnings)).isZero();

    assertThat(artifacts("model.zip")).containsExactly("better model");
    String experiment = server.experiment("models");
    assertThat(child(experiment, first).at("/info/run_name").asText()).isEqualTo("seed=0");
    assertThat(MlflowRun.tag(child(experiment, first), MlflowArtifacts.MODEL_TAG)).isEmpty();
    assertThat(warnings).isEmpty();
  }

  private static JsonNode child(String experiment, TrialSpec spec) throws IOException {
    List<JsonNode> found = server.runs(experiment, MlflowSweep.TRIAL_TAG, TrialId.of(spec).value());
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static void checkCompleted(SweepResults sample, List<JsonNode> children)
      throws IOException {
    TrialRecord record =
        sample.ended().values().stream()
            .filter(one -> one.outcome() instanceof TrialOutcome.Completed)
            .findFirst()
            .orElseThrow();
    JsonNode run =
        children.stream()
            .filter(c -> MlflowRun.tag(c, MlflowSweep.TRIAL_TAG).equals(record.id().value()))
            .findFirst()
            .orElseThrow();
    assertThat(run.at("/data/params"))
        .extracting(p -> p.get("key").asText() + "=" + p.get("value").asText())
        .contains(
            "model.attention=qkv", "task.length=16", "training.learning-rate=0.001", "seed=0");
    JsonNode history = history(MlflowRun.id(run), "train-loss");
    var measured = record.outcome().run().metrics();
    assertThat(history).hasSize(measured.size());
    for (int i = 0; i < measured.size(); i++) {
      assertThat(history.get(i).get("step").asLong()).isEqualTo(measured.get(i).step());
      assertThat(history.get(i).get("value").asDouble())
          .isEqualTo(measured.get(i).values().get("train-loss"));
    }
  }

  private static JsonNode history(String runId, String metric) throws IOException {
    var client = java.net.http.HttpClient.newHttpClient();
    var request =
        java.net.http.HttpRequest.newBuilder(
                java.net.URI.create(
                    uri
                        + "/api/2.0/mlflow/metrics/get-history?run_id="
                        + runId
                        + "&metric_key="
                        + metric))
            .build();
    try {
      return TrialJson.parse(
              client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString()).body())
          .get("metrics");
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static List<String> artifacts(String name) throws IOException {
    try (var files = Files.walk(folder.resolve("artifacts"))) {
      List<String> texts = new ArrayList<>();
      for (Path file : files.filter(f -> f.getFileName().toString().equals(name)).toList()) {
        texts.add(Files.readString(file));
      }
      return texts;
    }
  }

  @Test
  void namesThatMlflowDoesNotTakeAreMadeToFit() throws Exception {
    String evil = "'; DROP TABLE runs; --\"\u0007é";
    SampleSweep sweep = new SampleSweep();
    TrialSpec spec = SampleSweep.spec(evil, 16, 1, AttentionVariant.QKV, 0);
    sweep.add(spec, sweep.completed(spec, Double.NaN));

    assertThat(export("hostile", sweep.results(evil), new ArrayList<>())).isEqualTo(1);
    assertThat(export("hostile", sweep.results(evil), new ArrayList<>())).isZero();

    assertThat(runs(server.experiment("hostile"))).hasSize(2);
  }
}
