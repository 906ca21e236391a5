package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepFile;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.training.Dl4jEngine;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;

/** Real training on executors that are processes of their own. */
@Timeout(180)
class TrainingOnExecutorsIT {

  @TempDir private Path folder;

  @Test
  void givesTheSameNumbersToTheLastBitAsTrainingHereAndTheModels() throws Exception {
    SweepSpec sweep =
        SweepFile.parse(
            """
            name: executors
            task: {name: copy, length: 8, train: 640, validation: 50, test: 50}
            model: {attention: [qkv, kv, kv-pos], width: 16, depth: 1, heads: 2}
            training: {epochs: 1, batch-size: 32}
            keep: all
            """,
            "executors.yaml",
            TaskCatalog.load());
    InMemoryResultsStore results = new InMemoryResultsStore();
    Map<String, String> twoProcesses = Map.of("spark.master", "local-cluster[2,1,2048]");
    try (SweepRunner runner =
        SweepRunner.open(LocalCluster.ofTwo("training", twoProcesses), Clock.systemUTC())) {
      runner.run(
          sweep,
          results,
          new SweepListener() {},
          new RunOptions("dl4j", "unused", SchedulePolicy.STANDARD));
    }

    assertThat(results.ended()).hasSize(3);
    for (PlannedTrial trial : sweep.trials()) {
      TrialOutcome there = results.ended().get(trial.id()).outcome();
      TrialOutcome here = new Dl4jEngine().run(trial.spec(), TrialContext.alone(Path.of("unused")));
      assertThat(there).isInstanceOf(TrialOutcome.Completed.class);
      assertThat(there.run().last()).isEqualTo(here.run().last());
      byte[] model = results.models().get(trial.id()).zip();
      assertThat(there.run().environment())
          .containsEntry(SavedModel.BYTES, String.valueOf(model.length));
      Files.write(folder.resolve("model.zip"), model);
      assertThat(SavedModel.spec(folder)).isEqualTo(trial.spec());
      assertThat(SavedModel.network(folder).numParams()).isEqualTo(there.run().parameters());
    }
  }
}
