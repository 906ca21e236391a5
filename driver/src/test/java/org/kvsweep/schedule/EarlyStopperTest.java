package org.kvsweep.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

class EarlyStopperTest {
  private static final Instant NOW = Instant.EPOCH;

  private final EarlyStopping asha =
      new EarlyStopping(
          EarlyStopping.Method.ASHA, new Objective("validation-loss"), List.of(0.25, 0.5), 2);
  private final List<PlannedTrial> trials = new ArrayList<>();
  private final PlannedTrial a = trial("kv", 1);
  private final PlannedTrial b = trial("kv", 2);
  private final PlannedTrial c = trial("kv", 3);
  private final PlannedTrial d = trial("kv", 4);
  private final PlannedTrial other = trial("qkv", 1);

  private PlannedTrial trial(String attention, long seed) {
    PlannedTrial trial = ScheduledTrials.trial(attention, seed, 1000);
    trials.add(trial);
    return trial;
  }

  private static EpochMetrics loss(long step, double loss) {
    return new EpochMetrics(1, step, 1, Map.of("validation-loss", loss));
  }

  private static TrialRun run(long steps, EpochMetrics... metrics) {
    return new TrialRun(1, 1, 1, steps, 0, 0, 0, 1, new TreeMap<>(), List.of(metrics));
  }

  private static AttemptId id(PlannedTrial trial) {
    return new AttemptId(trial.id(), 1);
  }

  private Scheduler scheduler(EarlyStopper stopper, List<PlannedTrial> open) {
    Scheduler scheduler =
        new Scheduler(open, 0, Set.of(), SchedulePolicy.STANDARD, Optional.of(stopper));
    scheduler.slots(new Slots(9, 9));
    scheduler.launch(NOW);
    return scheduler;
  }

  @Test
  void trialsAreComparedWithThoseOfTheirAttentionOnly() {
    EarlyStopper stopper = new EarlyStopper(asha, trials);

    assertThat(stopper.evaluated(a, loss(25, 1))).isEmpty();
    assertThat(stopper.evaluated(other, loss(25, 100))).isEmpty();
    assertThat(stopper.evaluated(b, loss(25, 2)))
        .hasValueSatisfying(
            stop -> {
              assertThat(stop.rung()).isEqualTo(1);
              assertThat(stop.reason())
                  .isEqualTo(
                      "asha: at 25 % of its budget number 2 of 2 by validation-loss, 2.000; 2 go on");
            });
  }

  @Test
  void betweenRungsNothingIsDecided() {
    EarlyStopper stopper = new EarlyStopper(asha, trials);

    assertThat(stopper.evaluated(a, loss(20, 1))).isEmpty();
    assertThat(stopper.evaluated(b, loss(20, 2))).isEmpty();
    assertThat(stopper.evaluated(a, loss(30, 1))).isEmpty();
    assertThat(stopper.evaluated(b, loss(30, 2))).isPresent();
  }

  @Test
  void theEndOfTheBudgetIsNoRung() {
    EarlyStopper stopper = new EarlyStopper(asha, trials);

    for (PlannedTrial trial : List.of(a, b, c, d)) {
      assertThat(
              stopper.evaluated(trial, loss(ScheduledTrials.STEPS, (double) trial.spec().seed())))
          .isEmpty();
    }
  }

  @Test
  void theMedianRuleComparesMeansSoFar() {
    EarlyStopping median =
        new EarlyStopping(
            EarlyStopping.Method.MEDIAN, new Objective("validation-loss"), List.of(0.5), 2);
    EarlyStopper stopper = new EarlyStopper(median, trials);

    stopper.evaluated(a, loss(25, 1));
    stopper.evaluated(b, loss(25, 9));
    assertThat(stopper.evaluated(a, loss(50, 3))).isEmpty();
    // Better now, worse on the whole.
    assertThat(stopper.evaluated(b, loss(50, 2))).isPresent();
  }

  @Test
  void aStoppedTrialEndsOnceWithWhatItsDecisionRestedOn() {
    EarlyStopper stopper = new EarlyStopper(asha, trials);
    Scheduler scheduler = scheduler(stopper, trials);
    scheduler.evaluated(id(a), loss(25, 1));

    assertThat(scheduler.evaluated(id(b), loss(25, 2))).isEqualTo(Answer.STOP);
    assertThat(scheduler.progressed(id(b), ScheduledTrials.at(30), NOW)).isEqualTo(Answer.STOP);
    scheduler.stop(); // also if the sweep is asked to end before the trial does
    TrialOutcome told =
        new TrialOutcome.Stopped(run(31, loss(25, 2), loss(30, 0.1)), "told to stop");

    assertThat(scheduler.ended(id(b), told, NOW))
        .isInstanceOfSatisfying(
            Verdict.Over.class,
            over -> {
              assertThat(over.outcome()).isInstanceOf(TrialOutcome.Stopped.class);
              assertThat(over.outcome().run().metrics()).containsExactly(loss(25, 2));
              assertThat(over.outcome().run().steps()).isEqualTo(31);
              assertThat(EarlyStop.rungOf(over.outcome())).hasValue(1);
            });
    assertThat(scheduler.ended(id(b), told, NOW)).isInstanceOf(Verdict.Late.class);
    assertThat(scheduler.summary().stopped()).isEqualTo(1);
  }

  @Test
  void aTrialThatEndsBeforeItHearsOfTheDecisionHasCompleted() {
    Scheduler scheduler = scheduler(new EarlyStopper(asha, trials), trials);
    scheduler.evaluated(id(a), loss(25, 1));
    scheduler.evaluated(id(b), loss(25, 2));

    scheduler.ended(id(b), ScheduledTrials.completed(), NOW);

    assertThat(scheduler.summary().completed()).isEqualTo(1);
  }

  @Test
  void anotherAttemptComesToTheSameDecision() {
    EarlyStopper stopper = new EarlyStopper(asha, trials);
    Scheduler scheduler = scheduler(stopper, trials);
    scheduler.evaluated(id(a), loss(25, 1));
    scheduler.evaluated(id(b), loss(25, 2));
    scheduler.ended(id(b), ScheduledTrials.failed(FailureKind.LOST_EXECUTOR), NOW);
    scheduler.launch(NOW);
    AttemptId second = new AttemptId(b.id(), 2);

    assertThat(scheduler.evaluated(second, loss(20, 5))).isEqualTo(Answer.CONTINUE);
    assertThat(scheduler.evaluated(second, loss(25, 2))).isEqualTo(Answer.STOP);
  }

  @Test
  void theNextRunOfTheSweepDecidesOnFromThere() {
    EarlyStopper before = new EarlyStopper(asha, trials);
    before.evaluated(a, loss(25, 1));
    TrialOutcome stopped =
        before.evaluated(b, loss(25, 2)).orElseThrow().outcome(run(25, loss(25, 2)));
    before.evaluated(a, loss(50, 1));

    EarlyStopper after = new EarlyStopper(asha, trials);
    after.endedBefore(b, stopped);
    after.endedBefore(
        a, new TrialOutcome.Completed(run(100, loss(25, 1), loss(50, 1), loss(100, 1))));

    for (EarlyStopper stopper : List.of(before, after)) {
      assertThat(stopper.evaluated(c, loss(25, 1.5))).isEmpty();
      assertThat(stopper.evaluated(d, loss(25, 0.5))).isEmpty();
      assertThat(stopper.evaluated(c, loss(50, 1.5)))
          .hasValueSatisfying(stop -> assertThat(stop.rung()).isEqualTo(2));
    }
  }

  @Test
  void withoutTheMetricEveryTrialGoesOn() {
    EarlyStopper stopper = new EarlyStopper(asha, trials);
    EpochMetrics blind = new EpochMetrics(1, 25, 1, Map.of("train-loss", 1.0));

    for (PlannedTrial trial : List.of(a, b, c, d)) {
      assertThat(stopper.evaluated(trial, blind)).isEmpty();
    }
    assertThat(stopper.metricMissing()).isTrue();
  }
}
