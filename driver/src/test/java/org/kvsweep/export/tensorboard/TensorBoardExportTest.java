package org.kvsweep.export.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.Python;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.report.SampleSweep;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialSpec;

class TensorBoardExportTest {
  private static final String READ =
      """
      import json, os, sys
      from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
      runs = {}
      for folder, _, files in os.walk(sys.argv[1]):
          if files:
              events = EventAccumulator(folder)
              events.Reload()
              runs[os.path.relpath(folder, sys.argv[1])] = {
                  tag: [[e.step, e.value, e.wall_time] for e in events.Scalars(tag)]
                  for tag in events.Tags()['scalars']}
      print(json.dumps(runs))
      """;

  /** The rows of the HPARAMS tab: what its server answers a browser. */
  private static final String READ_HPARAMS =
      """
      import json, sys
      from google.protobuf import json_format
      from tensorboard.backend.event_processing.data_provider import MultiplexerDataProvider
      from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
      from tensorboard.context import RequestContext
      from tensorboard.plugins.base_plugin import TBContext
      from tensorboard.plugins.hparams import api_pb2, get_experiment, list_session_groups
      from tensorboard.plugins.hparams.backend_context import Context
      runs = EventMultiplexer().AddRunsFromDirectory(sys.argv[1])
      runs.Reload()
      provider = MultiplexerDataProvider(runs, sys.argv[1])
      backend = Context(TBContext(data_provider=provider))
      request = RequestContext()
      experiment = get_experiment.Handler(
          request, backend, '', api_pb2.GetExperimentRequest()).run()
      columns = [api_pb2.ColParams(metric=metric.name) for metric in experiment.metric_infos]
      groups = list_session_groups.Handler(
          request, backend, '', api_pb2.ListSessionGroupsRequest(
              start_index=0, slice_size=1000, col_params=columns,
              aggregation_type=api_pb2.AGGREGATION_AVG,
              allowed_statuses=[api_pb2.STATUS_SUCCESS, api_pb2.STATUS_FAILURE])).run()
      print(json.dumps({
          'hparams': sorted(info.name for info in experiment.hparam_infos),
          'groups': {group.name: json_format.MessageToDict(group)
                     for group in groups.session_groups}}))
      """;

  private final Configuration hadoop = new Configuration(false);
  @TempDir private Path folder;

  private List<Path> files() throws Exception {
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void tensorBoardReadsEveryNumberThatWasMeasured() throws Exception {
    Python python = Python.with("tensorboard");
    SweepResults sample = SampleSweep.varied();

    TensorBoardExport.write(sample, folder.toString(), hadoop);
    JsonNode runs = TrialJson.parse(python.run(READ, folder.toString()));

    // All but the one that failed before it measured anything
    assertThat(runs).filteredOn(run -> !run.isEmpty()).hasSize(sample.ended().size() - 1);
    TrialRecord record =
        sample.ended().values().stream()
            .filter(one -> ModelKeys.attentionOf(one.spec()) == AttentionVariant.KV_POS)
            .findFirst()
            .orElseThrow();
    String run =
        "reverse/length=16,depth=1/kv-pos/seed-%d-%s".formatted(record.spec().seed(), record.id());
    JsonNode losses = runs.path(run).path("train-loss");
    var metrics = record.outcome().run().metrics();
    assertThat(losses).hasSize(metrics.size());
    for (int i = 0; i < metrics.size(); i++) {
      assertThat(losses.get(i).get(0).longValue()).isEqualTo(metrics.get(i).step());
      assertThat(losses.get(i).get(1).floatValue())
          .isEqualTo(metrics.get(i).values().get("train-loss").floatValue());
      assertThat(losses.get(i).get(2).doubleValue())
          .isBetween(record.started().toEpochMilli() / 1e3, record.ended().toEpochMilli() / 1e3);
    }
  }

  @Test
  void theHyperParametersTabHasARowForEachCellAndAttention() throws Exception {
    Python python = Python.with("tensorboard");
    SweepResults sample = SampleSweep.varied();

    TensorBoardExport.write(sample, folder.toString(), hadoop);
    JsonNode read = TrialJson.parse(python.run(READ_HPARAMS, folder.toString()));

    assertThat(read.get("hparams"))
        .extracting(JsonNode::asText)
        .containsExactly("model.attention", "model.depth", "task.length", "task.name");
    // Five cells of three attentions, and those of swap
    assertThat(read.get("groups")).hasSize(5 * 3 + 3);
    JsonNode group = read.get("groups").get("by-attention: reverse kv-pos length=16 depth=2");
    assertThat(group.get("hparams"))
        .isEqualTo(
            TrialJson.parse(
                """
                {"model.attention": "kv-pos", "model.depth": 2.0, "task.length": 16.0,
                 "task.name": "reverse"}\
                """));
    assertThat(group.get("sessions")).hasSize(3);
    double mean =
        sample.ended().values().stream()
            .filter(record -> ModelKeys.attentionOf(record.spec()) == AttentionVariant.KV_POS)
            .filter(record -> record.spec().taskName().equals("reverse"))
            .filter(record -> record.spec().model().integer("depth") == 2)
            .filter(record -> record.spec().task().integer("length") == 16)
            .mapToDouble(record -> record.outcome().run().last().get("test-accuracy"))
            .average()
            .orElseThrow();
    assertThat(group.get("metricValues"))
        .filteredOn(value -> value.at("/name/tag").asText().equals("test-accuracy"))
        .extracting(value -> value.get("value").asDouble())
        .satisfiesExactly(value -> assertThat(value).isCloseTo(mean, within(1e-6)));
    assertThat(read.at("/groups/by-attention: swap kv/sessions/0/status").asText())
        .isEqualTo("STATUS_FAILURE");
  }

  @Test
  void aTrialThatEndedAnewReplacesItsRun() throws Exception {
    TrialSpec spec = SampleSweep.spec("copy", 16, 1, AttentionVariant.KV, 0);
    SampleSweep later = new SampleSweep();
    // The slots of the sample are taken at first, so that the trial begins later.
    TrialSpec before = spec.withSeed(1);
    later.add(before, later.completed(before, 1)).add(before.withSeed(2), SampleSweep.failed());
    later.add(spec.withSeed(3), later.completed(before, 1)).add(spec, later.completed(spec, 1));
    SweepResults sweep = later.results("copy");
    SampleSweep first = new SampleSweep().add(spec, SampleSweep.failed());

    TensorBoardExport.write(first.results("copy"), folder.toString(), hadoop);
    assertThat(files()).hasSize(1);
    int written =
        TensorBoardExport.write(
            sweep.only("seed", one -> one.seed() == 0), folder.toString(), hadoop);

    assertThat(written).isEqualTo(1);
    assertThat(files()).hasSize(1);
    assertThat(Files.size(files().get(0))).isGreaterThan(500);
  }

  @Test
  void aSecondExportWritesOnlyWhatIsNew() throws Exception {
    SweepResults sample = SampleSweep.varied();
    Map<TrialId, TrialRecord> ended = new LinkedHashMap<>(sample.ended());
    ended.values().removeIf(record -> !record.spec().taskName().equals("copy"));
    SweepResults copies = new SweepResults(sample.name(), sample.axes(), sample.trials(), ended);

    assertThat(TensorBoardExport.write(copies, folder.toString(), hadoop)).isEqualTo(9);
    assertThat(TensorBoardExport.write(sample, folder.toString(), hadoop))
        .isEqualTo(sample.ended().size() - 9);
    assertThat(TensorBoardExport.write(sample, folder.toString(), hadoop)).isZero();
    assertThat(files()).hasSize(sample.ended().size());
  }

  @Test
  void anExportThatIsCutOffLeavesNoTornFileAndTheNextOneTidies() throws Exception {
    SweepResults sample = SampleSweep.varied();
    Configuration full = new Configuration(false);
    full.set("fs.file.impl", FullDisk.class.getName());
    String run = "reverse/length=16,depth=1/kv-pos/seed-0-";

    assertThatIOException()
        .isThrownBy(() -> TensorBoardExport.write(sample, folder.toString(), full))
        .withMessage("No space left on device");

    assertThat(files()).isEmpty();
    TensorBoardExport.write(sample, folder.toString(), hadoop);
    Path whole =
        files().stream().filter(file -> file.toString().contains(run)).findFirst().orElseThrow();
    Files.move(whole, whole.resolveSibling(".kvsweep-" + UUID.randomUUID()));
    assertThat(TensorBoardExport.write(sample, folder.toString(), hadoop)).isEqualTo(1);
    assertThat(files()).hasSize(sample.ended().size()).contains(whole);
  }

  /** A disk that takes the first bytes of a file and no more. */
  static final class FullDisk extends LocalFileSystem {
    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path file,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      FSDataOutputStream whole =
          super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
      return new FSDataOutputStream(whole, null) {
        @Override
        public synchronized void write(byte[] bytes, int from, int length) throws IOException {
          super.write(bytes, from, 10);
          throw new IOException("No space left on device");
        }
      };
    }
  }

  @Test
  void hostileNamesStayWithinTheFolder() throws Exception {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    SampleSweep sweep = new SampleSweep();
    for (String name :
        List.of("../../evil", "..", "/etc/passwd", "a\\b:*?\u0000\n", "é".repeat(500))) {
      TrialSpec spec = SampleSweep.spec(name, 16, 1, AttentionVariant.QKV, 0);
      sweep.add(spec, sweep.completed(spec, 0.5));
    }

    TensorBoardExport.write(sweep.results("s"), inner.toString(), hadoop);

    assertThat(files()).hasSize(5).allMatch(file -> file.startsWith(inner));
  }

  @Test
  void nothingIsWrittenThroughALink() throws Exception {
    SweepResults sample = SampleSweep.varied();
    TensorBoardExport.write(sample, folder.resolve("a").toString(), hadoop);
    Path file = folder.relativize(files().get(0));
    Path target = folder.resolve("target");
    Path link = folder.resolve("b").resolve(folder.resolve("a").relativize(files().get(0)));
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, target);

    assertThatIOException()
        .isThrownBy(() -> TensorBoardExport.write(sample, folder.resolve("b").toString(), hadoop))
        .withMessage(
            "Cannot write %s: expected files and folders that an export made, got the link %s"
                .formatted(link, link));
    assertThat(target).as("what " + file + " leads to").doesNotExist();

    Files.createSymbolicLink(folder.resolve("c"), folder.resolve("a"));
    assertThat(TensorBoardExport.write(sample, folder.resolve("c").toString(), hadoop)).isZero();
  }
}
