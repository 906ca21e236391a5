package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.run.HeardEvents;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.SweepRunner;
import org.kvsweep.run.UnfitExecutorException;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.spark.FakeEngine.Behaviour;
import org.kvsweep.sweep.SweepSpec;

/** GPUs that a stand-in for nvidia-smi pretends, given to trials by a real Spark. */
class GpuLeaseIT {
  @TempDir private Path folder;

  private final InMemoryResultsStore results = new InMemoryResultsStore();

  /** Executors of two cores with one GPU, of which a trial takes that fraction. */
  private SparkSettings cluster(String capability, String fraction) throws IOException {
    return cluster(capability, fraction, Map.of());
  }

  private SparkSettings cluster(String capability, String fraction, Map<String, String> more)
      throws IOException {
    Path discovery = PretendedGpu.discovery(folder, capability);
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.master", "local-cluster[1,2,1024]");
    settings.put("spark.worker.resource.gpu.amount", "1");
    settings.put("spark.worker.resource.gpu.discoveryScript", discovery.toString());
    settings.put("spark.executor.resource.gpu.amount", "1");
    settings.put("spark.task.resource.gpu.amount", fraction);
    settings.put("spark.executorEnv.PATH", folder + ":" + System.getenv("PATH"));
    settings.putAll(more);
    return LocalCluster.ofTwo("gpus", settings);
  }

  private RunOptions options() {
    return new RunOptions(folder.toString(), SchedulePolicy.STANDARD);
  }

  @Test
  void halvesOfAGpuGoToTwoTrialsSideBySide() throws Exception {
    SweepSpec sweep =
        FakeTrials.sweep(FakeTrials.trial(Behaviour.MEET, 0), FakeTrials.trial(Behaviour.MEET, 1));

    try (SparkCluster cluster = SparkCluster.open(cluster("8.0", "0.5"))) {
      SweepRunner runner = new SweepRunner(cluster, Clock.systemUTC());
      SweepSummary summary = runner.run(sweep, results, new HeardEvents(), options());

      assertThat(summary.completed()).isEqualTo(2);
    }
    assertThat(results.ended().values())
        .extracting(record -> record.outcome().run().environment().get("device"))
        .containsExactly("gpu 0, Pretended Card, 8192 MiB", "gpu 0, Pretended Card, 8192 MiB");
  }

  @Test
  void aTrialThatRanOutOfMemoryIsTriedAgainWhereExecutorsComeAsTheyAreNeeded() throws Exception {
    SparkSettings settings =
        cluster(
            "8.0",
            "0.5",
            Map.of(
                "spark.dynamicAllocation.enabled", "true",
                "spark.dynamicAllocation.minExecutors", "0"));

    try (SparkCluster cluster = SparkCluster.open(settings)) {
      SweepRunner runner = new SweepRunner(cluster, Clock.systemUTC());
      SweepSummary summary =
          runner.run(
              FakeTrials.sweep(Behaviour.RUN_OUT_OF_MEMORY_ONCE, Behaviour.SUCCEED),
              results,
              new HeardEvents(),
              options());

      assertThat(summary.completed()).isEqualTo(2);
      assertThat(summary.attempts()).isEqualTo(3);
    }
  }

  @Test
  void aCardThatIsTooNewEndsTheSweepAtItsStart() throws Exception {
    try (SparkCluster cluster = SparkCluster.open(cluster("9.0", "1"))) {
      SweepRunner runner = new SweepRunner(cluster, Clock.systemUTC());
      assertThatThrownBy(
              () ->
                  runner.run(
                      FakeTrials.sweep(Behaviour.REPORT_UNTIL_STOPPED),
                      results,
                      new HeardEvents(),
                      options()))
          .isInstanceOf(UnfitExecutorException.class)
          .hasMessageContaining("its GPU 0 (Pretended Card, compute capability 9.0)");
    }
    assertThat(results.ended()).isEmpty();
  }
}
