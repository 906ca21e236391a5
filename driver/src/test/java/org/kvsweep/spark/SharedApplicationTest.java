package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.run.HeardEvents;
import org.kvsweep.run.MessageReceiver;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.SweepRunner;
import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.spark.FakeEngine.Behaviour;
import org.slf4j.LoggerFactory;

/** Clusters in a Spark application that goes on after them. */
class SharedApplicationTest {
  private static final TrialMessage LATE = new TrialMessage.Waits("05ad", 1, 1);

  private static JavaSparkContext spark;

  @BeforeAll
  static void startSpark() {
    Map<String, String> settings = Map.of("spark.master", "local[1]", "spark.ui.enabled", "false");
    spark = new JavaSparkContext(SparkSettings.embedded("shared", settings).conf());
  }

  @AfterAll
  static void stopSpark() {
    spark.close();
    Configurator.setAllLevels("org.apache.spark", null);
  }

  private static DriverSide driver() {
    return DriverSide.of(spark.sc()).orElseThrow();
  }

  @Test
  void oneClusterIsInItAtATime() {
    try (SparkCluster first = SparkCluster.of(spark)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> SparkCluster.of(spark))
          .withMessage("Cannot run the sweep: another sweep is running in this Spark application");
      assertThat(first.ended()).isFalse();
    }
    SparkCluster.of(spark).close();
  }

  @Test
  void nothingIsDeliveredToASweepWhoseClusterIsClosed() {
    AtomicInteger delivered = new AtomicInteger();
    try (SparkCluster cluster = SparkCluster.of(spark)) {
      cluster.deliverTo(
          new MessageReceiver() {
            @Override
            public DriverAnswer receive(TrialMessage message) {
              delivered.incrementAndGet();
              return DriverAnswer.GO_ON;
            }

            @Override
            public void executorUnfit(String why) {
              throw new AssertionError(why);
            }
          });
      assertThat(driver().receive(LATE)).isEqualTo(DriverAnswer.GO_ON.bytes());
    }

    assertThat(driver().receive(LATE)).isEqualTo(DriverAnswer.STOP.bytes());
    assertThat(delivered).hasValue(1);
  }

  @Test
  void aSweepLeavesLoggersAndJobGroupAsTheyWere() throws Exception {
    Configurator.setLevel("org.apache.spark", Level.WARN);
    try (SparkCluster cluster = SparkCluster.of(spark)) {
      new SweepRunner(cluster, Clock.systemUTC())
          .run(
              FakeTrials.sweep(Behaviour.SUCCEED, Behaviour.WORK),
              new InMemoryResultsStore(),
              new HeardEvents(),
              new RunOptions("no data", SchedulePolicy.STANDARD));
    }

    assertThat(LoggerFactory.getLogger("org.apache.spark.executor.Executor").isWarnEnabled())
        .isTrue();
    assertThat(spark.getLocalProperty("spark.jobGroup.id")).isNull();
    assertThat(spark.getLocalProperty("spark.job.description")).isNull();
    assertThat(spark.getLocalProperty("spark.job.interruptOnCancel")).isNull();
  }
}
