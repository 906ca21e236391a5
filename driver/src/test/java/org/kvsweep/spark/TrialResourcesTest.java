package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kvsweep.spark.FakeEngine.Behaviour;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Resources;

/** Shares of executors that come and go, of which a Spark without any is told. */
class TrialResourcesTest {
  private static final SparkConf CONF =
      SparkSettings.embedded(
              "test",
              Map.of(
                  "spark.master", "local[1]",
                  "spark.ui.enabled", "false",
                  "spark.executor.memory", "4g"))
          .conf();

  private final SparkContext context = new SparkContext(CONF);
  private final TaskProfiles profiles = new TaskProfiles(context);
  private final ToldExecutors executors = new ToldExecutors(context);
  private final TrialResources resources = resources(CONF, "spark://host:7077");
  private final PlannedTrial threeGigabytes = given(new Resources(0, 0, 3 * 1024));

  private TrialResources resources(SparkConf conf, String master) {
    return new TrialResources(conf, master, profiles);
  }

  private static PlannedTrial given(Resources resources) {
    return FakeTrials.given(FakeTrials.trial(Behaviour.SUCCEED, 1), resources);
  }

  @AfterEach
  void stopSpark() {
    context.stop();
  }

  @Test
  void memoryIsWorthCoresOfTheLargestExecutor() throws Exception {
    executors.comes("1", 8);
    executors.comes("2", 4);

    assertThat(resources.cores(threeGigabytes)).isEqualTo(6);
    assertThat(resources.misfits(6)).isFalse();
  }

  @Test
  void theMemoryOfAContainerIsWhatSparkLeavesBesideTheHeap() throws Exception {
    executors.comes("1", 8);
    PlannedTrial trial = given(new Resources(0, 0, 200));
    SparkConf overhead = CONF.clone().set("spark.executor.memoryOverhead", "1g");
    SparkConf large = CONF.clone().set("spark.executor.memory", "16g");
    SparkConf factor = CONF.clone().set("spark.executor.memoryOverheadFactor", "0.4");
    SparkConf small = CONF.clone().set("spark.executor.memory", "1g");

    assertThat(resources(CONF, "yarn").cores(trial)).as("409 MB").isEqualTo(4);
    assertThat(resources(overhead, "k8s://https://h:1").cores(trial)).as("1 GB").isEqualTo(2);
    assertThat(resources(large, "yarn").cores(trial)).as("1,638 MB").isEqualTo(1);
    assertThat(resources(factor, "yarn").cores(trial)).as("1,638 MB").isEqualTo(1);
    assertThat(resources(small, "yarn").cores(trial)).as("384 MB").isEqualTo(5);
    assertThat(resources(overhead, "spark://h:1").cores(trial)).as("as the heap").isEqualTo(1);
    assertThat(resources(CONF, "yarn").refusal(threeGigabytes).orElseThrow())
        .contains("executors have 8 cores and 409 MB for trials");
  }

  @Test
  void whatOnlyALargerExecutorHadIsAskedForAnewOfThoseThatAreLeft() throws Exception {
    executors.comes("1", 8);
    executors.comes("2", 4);
    executors.goes("1");

    assertThat(resources.misfits(6)).isTrue();
    assertThat(resources.cores(threeGigabytes)).isEqualTo(3);
    assertThat(resources.misfits(3)).isFalse();
  }

  @Test
  void whileThereIsNoExecutorNothingIsAskedForAnew() throws Exception {
    executors.comes("1", 8);
    executors.goes("1");

    assertThat(resources.misfits(6)).isFalse();
  }
}
