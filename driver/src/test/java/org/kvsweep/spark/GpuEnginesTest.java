package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.kvsweep.spark.FakeEngine.Behaviour;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.EngineCatalog;

class GpuEnginesTest {
  private static final SparkConf PLAIN = new SparkConf(false);
  private static final SparkConf WITH_GPUS =
      new SparkConf(false).set("spark.executor.resource.gpu.amount", "1");

  private static final PlannedTrial FAKE = FakeTrials.trial(Behaviour.SUCCEED, 1);
  private static final PlannedTrial ON_THE_CPU = FakeTrials.trainedBy("dl4j", FAKE);

  private static void require(SparkConf conf, PlannedTrial... trials) {
    GpuEngines.require(conf, List.of(trials), EngineCatalog.load());
  }

  @Test
  void anEngineThatLacksItsPartForGpusIsRefusedThere() {
    assumeThat(EngineCatalog.load().provider("dl4j").lackForGpus()).isPresent();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> require(WITH_GPUS, FAKE, ON_THE_CPU))
        .withMessageStartingWith("Cannot train on GPUs: ");
    assertThatCode(() -> require(WITH_GPUS, FAKE)).doesNotThrowAnyException();
    assertThatCode(() -> require(PLAIN, FAKE, ON_THE_CPU)).doesNotThrowAnyException();
  }

  @Test
  void anEngineThatIsNotThereIsRefusedAnyway() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> require(PLAIN, FakeTrials.trainedBy("absent", FAKE)))
        .withMessageStartingWith("Cannot find the engine");
  }
}
