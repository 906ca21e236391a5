package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.run.HeardEvents;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.SweepRunner;
import org.kvsweep.run.UnfitExecutorException;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.spark.FakeEngine.Behaviour;
import org.kvsweep.sweep.Resources;
import org.kvsweep.sweep.SweepSpec;

class DynamicAllocationTest {
  @TempDir Path folder;

  private final HeardEvents heard = new HeardEvents();

  private void run(SweepSpec sweep) throws Exception {
    Map<String, String> settings =
        Map.of(
            "spark.master", "local[2]",
            "spark.ui.enabled", "false",
            "spark.dynamicAllocation.enabled", "true");
    try (SparkCluster cluster = SparkCluster.open(SparkSettings.embedded("test", settings))) {
      SweepRunner runner = new SweepRunner(cluster, Clock.systemUTC());
      RunOptions options = new RunOptions(folder.toString(), SchedulePolicy.STANDARD);
      runner.run(sweep, new InMemoryResultsStore(), heard, options);
    }
  }

  @Test
  void workersThatStartTogetherAreRefusedWhereExecutorsComeOneByOne() {
    SweepSpec sweep =
        FakeTrials.sweep(
            FakeTrials.trial(Behaviour.SUCCEED, 1), FakeTrials.ofTwoWorkers(Behaviour.SUCCEED, 2));

    assertThatThrownBy(() -> run(sweep))
        .isInstanceOf(UnfitExecutorException.class)
        .hasMessageContaining("Cannot train one trial with 2 workers")
        .hasMessageContaining("--conf spark.dynamicAllocation.enabled=false");
    assertThat(heard.events()).as("before anything runs").isEmpty();
  }

  @Test
  void resourcesOfSingleTrialsAreRefusedThere() {
    SweepSpec sweep =
        FakeTrials.sweep(
            FakeTrials.trial(Behaviour.SUCCEED, 1),
            FakeTrials.given(FakeTrials.trial(Behaviour.SUCCEED, 2), new Resources(2, 0, 0)));

    assertThatThrownBy(() -> run(sweep))
        .isInstanceOf(UnfitExecutorException.class)
        .hasMessageContaining("Cannot give a trial 2 cpus: ")
        .hasMessageContaining("--conf spark.dynamicAllocation.enabled=false");
    assertThat(heard.events()).as("before anything runs").isEmpty();
  }

  @Test
  void trialsOfOneWorkerRunThere() throws Exception {
    run(FakeTrials.sweep(FakeTrials.trial(Behaviour.SUCCEED, 1)));

    assertThat(heard.events()).contains("end 1 completed");
  }
}
