package org.kvsweep.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.sweep.Rungs;
import org.kvsweep.trial.EpochMetrics;

class RungGateTest {
  private final RungGate gate = new RungGate(new Rungs("validation-loss", List.of(0.25, 0.5), 100));
  private final List<Long> asked = new ArrayList<>();

  private static EpochMetrics loss(long step) {
    return new EpochMetrics(0, step, 0, Map.of("validation-loss", 1.0));
  }

  private boolean opens(DriverAnswer... answers) {
    Queue<DriverAnswer> left = new ArrayDeque<>(List.of(answers));
    return gate.opens(
        step -> {
          asked.add(step);
          return left.size() > 1 ? left.remove() : left.element();
        });
  }

  @Test
  void isOpenBetweenRungsAndWithoutTheMetricAndAtTheEnd() {
    gate.evaluated(loss(24));
    gate.evaluated(new EpochMetrics(0, 30, 0, Map.of("train-loss", 1.0)));
    assertThat(gate.closed()).isFalse();

    gate.evaluated(loss(100));
    assertThat(gate.closed()).isFalse();
  }

  @Test
  void takesSharesOfTheLengthThatTheTrainingHas() {
    gate.evaluated(loss(30).of(1000));
    assertThat(gate.closed()).as("planned as 100 steps").isFalse();

    gate.evaluated(loss(250).of(1000));
    assertThat(gate.closed()).isTrue();
  }

  @Test
  void opensOnceTheDriverHasDecided() {
    gate.evaluated(loss(30));
    assertThat(gate.closed()).isTrue();

    assertThat(opens(DriverAnswer.NOT_YET, DriverAnswer.NOT_YET, DriverAnswer.GO_ON)).isTrue();
    assertThat(gate.closed()).isFalse();
    gate.evaluated(loss(40));
    assertThat(gate.closed()).as("on the way to the next rung").isFalse();
    assertThat(asked).containsExactly(30L, 30L, 30L);
  }

  @Test
  void staysClosedForATrialThatStopsThere() {
    gate.evaluated(loss(30));

    assertThat(opens(DriverAnswer.STOP)).isFalse();
    assertThat(gate.closed()).isTrue();
  }

  @Test
  void doesNotWaitLongerThanAMoment() {
    gate.evaluated(loss(30));

    assertThat(opens(DriverAnswer.NOT_YET)).isFalse();
    assertThat(asked).hasSizeGreaterThan(3).hasSizeLessThan(100);
  }

  @Test
  void doesNotWaitInAnInterruptedTrial() {
    gate.evaluated(loss(30));
    Thread.currentThread().interrupt();

    assertThat(opens(DriverAnswer.NOT_YET)).isFalse();
    assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
    assertThat(asked).hasSize(1);
  }

  @Test
  void aTrialThatGoesOnFromACheckpointAsksAboutTheLastRungItHasComeTo() {
    gate.evaluated(loss(30));
    gate.evaluated(loss(60));

    opens(DriverAnswer.GO_ON);

    assertThat(asked).containsExactly(60L);
  }
}
