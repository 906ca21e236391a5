package org.kvsweep.export.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.Python;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.report.SampleSweep;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.TrialRecord;
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
            .filter(one -> one.spec().attention() == AttentionVariant.KV_POS)
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
  void aSecondExportWritesOnlyWhatIsNew() throws Exception {
    SweepResults sample = SampleSweep.varied();
    SweepResults copies = sample.only(spec -> spec.taskName().equals("copy"));

    assertThat(TensorBoardExport.write(copies, folder.toString(), hadoop)).isEqualTo(9);
    assertThat(TensorBoardExport.write(sample, folder.toString(), hadoop))
        .isEqualTo(sample.ended().size() - 9);
    assertThat(TensorBoardExport.write(sample, folder.toString(), hadoop)).isZero();
    assertThat(files()).hasSize(sample.ended().size());
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
}
