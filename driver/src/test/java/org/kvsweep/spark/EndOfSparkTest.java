package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.run.HeardEvents;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.SweepRunner;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepEnd;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.spark.FakeEngine.Behaviour;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.TrialOutcome;

/** Spark can end under a sweep: a master takes it away, or something else ends the process. */
class EndOfSparkTest {
  @TempDir Path folder;

  @Test
  void aSweepThatSparkEndsUnderRecordsNothingForIt() throws Exception {
    InMemoryResultsStore results = new InMemoryResultsStore();
    HeardEvents heard = new HeardEvents();
    AtomicBoolean once = new AtomicBoolean();
    // On the thread of the sweep, so that it submits the next trials to a Spark that has ended.
    heard.onProgress(
        (trial, progress) -> {
          if (once.compareAndSet(false, true)) {
            SparkContext.getOrCreate().stop();
          }
        });
    List<PlannedTrial> trials =
        IntStream.range(0, 20)
            .mapToObj(
                seed ->
                    FakeTrials.trial(
                        seed < 2 ? Behaviour.SUCCEED : Behaviour.REPORT_UNTIL_STOPPED, seed))
            .toList();

    SweepSummary summary;
    try (SparkCluster cluster =
        SparkCluster.open(SparkSettings.embedded("ends", Map.of("spark.master", "local[2]")))) {
      SweepRunner runner = new SweepRunner(cluster, Clock.systemUTC());
      runner.stop(Duration.ZERO);
      assertThat(run(runner, FakeTrials.sweep(trials), results, new HeardEvents()).attempts())
          .as("asked to stop before it began")
          .isZero();
      summary = run(runner, FakeTrials.sweep(trials), results, heard);
    }

    assertThat(summary.end()).isEqualTo(SweepEnd.SPARK_ENDED);
    assertThat(summary.failed() + summary.stopped()).isZero();
    assertThat(results.ended().values())
        .isNotEmpty()
        .allSatisfy(
            record -> assertThat(record.outcome()).isInstanceOf(TrialOutcome.Completed.class));
  }

  private SweepSummary run(
      SweepRunner runner, SweepSpec sweep, InMemoryResultsStore results, HeardEvents heard)
      throws Exception {
    return runner.run(
        sweep, results, heard, new RunOptions(folder.toString(), SchedulePolicy.STANDARD));
  }
}
