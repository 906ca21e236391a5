package org.kvsweep.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.spark.AttemptMailbox;
import org.kvsweep.spark.executor.RungGate.Passage;
import org.kvsweep.sweep.Rungs;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialId;

class RungGateTest {
  private final RungGate gate = new RungGate(new Rungs("validation-loss", List.of(0.25, 0.5), 100));
  private final List<Long> asked = new ArrayList<>();

  private static EpochMetrics loss(long step) {
    return new EpochMetrics(0, step, 0, Map.of("validation-loss", 1.0));
  }

  private boolean opens(Passage... answers) {
    Queue<Passage> left = new ArrayDeque<>(List.of(answers));
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
  void opensOnceTheDriverHasDecided() {
    gate.evaluated(loss(30));
    assertThat(gate.closed()).isTrue();

    assertThat(opens(Passage.NOT_DECIDED, Passage.NOT_DECIDED, Passage.GOES_ON)).isTrue();
    assertThat(gate.closed()).isFalse();
    gate.evaluated(loss(40));
    assertThat(gate.closed()).as("on the way to the next rung").isFalse();
    assertThat(asked).containsExactly(30L, 30L, 30L);
  }

  @Test
  void staysClosedForATrialThatStopsThere() {
    gate.evaluated(loss(30));

    assertThat(opens(Passage.STOPS)).isFalse();
    assertThat(gate.closed()).isTrue();
  }

  @Test
  void doesNotWaitLongerThanAMoment() {
    gate.evaluated(loss(30));

    assertThat(opens(Passage.NOT_DECIDED)).isFalse();
    assertThat(asked).hasSizeGreaterThan(3).hasSizeLessThan(100);
  }

  @Test
  void doesNotWaitInAnInterruptedTrial() {
    gate.evaluated(loss(30));
    Thread.currentThread().interrupt();

    assertThat(opens(Passage.NOT_DECIDED)).isFalse();
    assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
    assertThat(asked).hasSize(1);
  }

  @Test
  void aTrialThatGoesOnFromACheckpointAsksAboutTheLastRungItHasComeTo() {
    gate.evaluated(loss(30));
    gate.evaluated(loss(60));

    opens(Passage.GOES_ON);

    assertThat(asked).containsExactly(60L);
  }

  @Test
  void theDeskLetsAnAttemptPassTheRungsThatAreDecidedAndNoOther() {
    AttemptMailbox desk =
        new AttemptMailbox(new LinkedBlockingQueue<>(), (ended, report) -> Optional.empty());
    AttemptId id = new AttemptId(new TrialId("0123456789abcdef"), 1);
    TrialMessage.AtRung first = new TrialMessage.AtRung("0123456789abcdef", 1, 30);
    TrialMessage.AtRung second = new TrialMessage.AtRung("0123456789abcdef", 1, 60);
    assertThat(desk.passage(first)).as("of an attempt that was given up").isEqualTo(Passage.STOPS);

    desk.open(id, 1);
    assertThat(desk.passage(first)).isEqualTo(Passage.NOT_DECIDED);
    desk.letPass(id, 30);
    assertThat(desk.passage(first)).isEqualTo(Passage.GOES_ON);
    assertThat(desk.passage(second)).isEqualTo(Passage.NOT_DECIDED);
    desk.tellToStop(id);
    assertThat(desk.passage(second)).isEqualTo(Passage.STOPS);
  }
}
