package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepFile;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.training.Dl4jEngine;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;

/** Early stopping of real trainings. */
@Timeout(180)
class EarlyStoppingTest {

  /** On one slot, so that the better one is the first to be decided on. */
  @Test
  void stopsTheWorseHalfOfEachAttentionAndChangesNothingInTheOthers() throws Exception {
    SweepSpec sweep =
        SweepFile.parse(
            """
            name: halving
            task: {name: copy, length: 16, train: 2560, validation: 100, test: 100}
            model: {attention: [qkv, kv], width: 32, depth: 1, heads: 1}
            training:
              epochs: 8
              batch-size: 64
              learning-rate: [3e-3, 1e-6]
            early-stopping: {method: asha, reduction: 2, at: 0.125}
            """,
            "halving.yaml",
            TaskCatalog.load());
    InMemoryResultsStore results = new InMemoryResultsStore();
    SweepSummary summary;
    SweepSummary again;
    try (SweepRunner runner =
        SweepRunner.open(
            SparkSettings.embedded("halving", Map.of("spark.master", "local[1]")),
            Clock.systemUTC())) {
      RunOptions options = new RunOptions("dl4j", "unused", SchedulePolicy.STANDARD);
      summary = runner.run(sweep, results, new SweepListener() {}, options);
      again = runner.run(sweep, results, new SweepListener() {}, options);
    }

    assertThat(results.ended()).hasSize(4);
    assertThat(summary.completed()).isEqualTo(2);
    assertThat(summary.stopped()).isEqualTo(2);
    assertThat(again.attempts()).isZero();
    for (PlannedTrial trial : sweep.trials()) {
      TrialOutcome there = results.ended().get(trial.id()).outcome();
      TrialOutcome here = new Dl4jEngine().run(trial.spec(), TrialContext.alone(Path.of("unused")));
      // As far as it got, a stopped trial too has the numbers of one that was left alone.
      int evaluations = there.run().metrics().size();
      assertThat(there.run().metrics().get(evaluations - 1).values())
          .isEqualTo(here.run().metrics().get(evaluations - 1).values());
      assertThat(evaluations).isEqualTo(there instanceof TrialOutcome.Completed ? 8 : 1);
    }
  }
}
