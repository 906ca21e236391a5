package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.cluster.ExecutorInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kvsweep.Patience;
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
  private final TrialResources resources = new TrialResources(context, profiles);
  private final PlannedTrial threeGigabytes = given(new Resources(0, 0, 3 * 1024));

  private static PlannedTrial given(Resources resources) {
    return FakeTrials.given(FakeTrials.trial(Behaviour.SUCCEED, 1), resources);
  }

  @AfterEach
  void stopSpark() {
    context.stop();
  }

  private void comes(String id, int cores) throws Exception {
    scala.collection.immutable.Map<String, String> none =
        scala.collection.immutable.Map$.MODULE$.empty();
    context
        .listenerBus()
        .post(new SparkListenerExecutorAdded(0, id, new ExecutorInfo("host", cores, none)));
    context.listenerBus().waitUntilEmpty(Patience.LIMIT.toMillis());
  }

  private void goes(String id) throws Exception {
    context.listenerBus().post(new SparkListenerExecutorRemoved(0, id, "as the test says"));
    context.listenerBus().waitUntilEmpty(Patience.LIMIT.toMillis());
  }

  @Test
  void memoryIsWorthCoresOfTheLargestExecutor() throws Exception {
    comes("1", 8);
    comes("2", 4);

    assertThat(resources.cores(threeGigabytes)).isEqualTo(6);
    assertThat(resources.misfits(threeGigabytes, 6)).isFalse();
  }

  @Test
  void whatOnlyALargerExecutorHadIsAskedForAnewOfThoseThatAreLeft() throws Exception {
    comes("1", 8);
    comes("2", 4);
    goes("1");

    assertThat(resources.misfits(threeGigabytes, 6)).isTrue();
    assertThat(resources.cores(threeGigabytes)).isEqualTo(3);
    assertThat(resources.misfits(threeGigabytes, 3)).isFalse();
    assertThat(new WholeExecutor(profiles).misfits(8)).isTrue();
  }

  @Test
  void whileThereIsNoExecutorNothingIsAskedForAnew() throws Exception {
    comes("1", 8);
    goes("1");

    assertThat(resources.misfits(threeGigabytes, 6)).isFalse();
  }

  @Test
  void coresThatTheTrialItselfAsksForAreWaitedFor() throws Exception {
    comes("1", 8);
    comes("2", 4);
    goes("1");

    assertThat(resources.misfits(given(new Resources(6, 0, 0)), 6)).isFalse();
  }
}
