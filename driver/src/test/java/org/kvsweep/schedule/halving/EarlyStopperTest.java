package org.kvsweep.schedule.halving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kvsweep.schedule.Attempt;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.schedule.AttemptVerdict;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.ScheduledTrials;
import org.kvsweep.schedule.Scheduler;
import org.kvsweep.schedule.Slots;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

class EarlyStopperTest {
  private final EarlyStopping asha =
      new EarlyStopping(
          EarlyStopping.Method.ASHA, new Objective("validation-loss"), List.of(0.25, 0.5), 2);
  private final List<PlannedTrial> trials = new ArrayList<>();
  private final PlannedTrial a = trial("kv", 1);
  private final PlannedTrial b = trial("kv", 2);
  private final PlannedTrial c = trial("kv", 3);
  private final PlannedTrial d = trial("kv", 4);
  private final PlannedTrial other = trial("qkv", 1);
  private Instant now = Instant.EPOCH;

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

  /** As an engine answers that was told to stop, and executors where nobody told it to go on. */
  private static TrialOutcome.Stopped toldToStop(TrialRun run) {
    return new TrialOutcome.Stopped(run, "told to stop");
  }

  private static AttemptId id(PlannedTrial trial) {
    return id(trial, 1);
  }

  private static AttemptId id(PlannedTrial trial, int attempt) {
    return new AttemptId(trial.id(), attempt);
  }

  private Scheduler scheduler(int slots, EarlyStopper stopper) {
    Scheduler scheduler = new Scheduler(trials, 0, SchedulePolicy.STANDARD, Optional.of(stopper));
    scheduler.slots(new Slots(slots, slots));
    scheduler.launch(now);
    return scheduler;
  }

  private Scheduler scheduler(EarlyStopping rule) {
    return scheduler(9, new EarlyStopper(rule, trials, ScheduledTrials::side));
  }

  /** The first attempt at a trial gets to a rung and stops there, if it is not told to go on. */
  private Optional<AttemptVerdict> reach(
      Scheduler scheduler, PlannedTrial trial, EpochMetrics... all) {
    EpochMetrics last = all[all.length - 1];
    if (scheduler.evaluated(id(trial), last) == Answer.CONTINUE) {
      return Optional.empty();
    }
    return Optional.of(scheduler.setAside(id(trial), toldToStop(run(last.step(), all)), now));
  }

  private static String reason(AttemptVerdict verdict) {
    AttemptVerdict.Over over = (AttemptVerdict.Over) verdict;
    return ((TrialOutcome.Stopped) over.outcome()).reason();
  }

  @Test
  void aTrialThatIsAddedIsComparedWithThoseOfItsRoundThatHaveEndedBefore() {
    EarlyStopper stopper = new EarlyStopper(asha, List.of(other), ScheduledTrials::side);
    Map<TrialId, TrialOutcome> before =
        Map.of(
            a.id(), new TrialOutcome.Completed(run(100, loss(25, 1), loss(50, 1))),
            b.id(), new TrialOutcome.Completed(run(100, loss(25, 2), loss(50, 2))),
            c.id(), ScheduledTrials.failed(FailureKind.OUT_OF_MEMORY));
    Scheduler scheduler =
        new Scheduler(List.of(other), 0, SchedulePolicy.STANDARD, Optional.of(stopper));
    scheduler.slots(new Slots(9, 9));
    scheduler.add(List.of(a, b, c, d), id -> Optional.ofNullable(before.get(id)));

    assertThat(scheduler.launch(now).stream().map(Attempt::trial))
        .containsExactlyInAnyOrder(other, d);
    assertThat(reach(scheduler, d, loss(25, 3))).containsInstanceOf(AttemptVerdict.Over.class);
    assertThat(scheduler.summary().endedBefore()).isEqualTo(3);
    assertThat(scheduler.summary().open()).isOne();
  }

  @Test
  void aTrialWaitsForThoseOfItsAttention() {
    Scheduler scheduler = scheduler(asha);

    assertThat(reach(scheduler, a, loss(25, 2))).containsInstanceOf(AttemptVerdict.SetAside.class);
    assertThat(reach(scheduler, other, loss(25, 100))).as("alone in its group").isEmpty();
    assertThat(reach(scheduler, b, loss(25, 3))).containsInstanceOf(AttemptVerdict.SetAside.class);
    assertThat(scheduler.settled(now)).isEmpty();
    assertThat(reach(scheduler, c, loss(25, 1))).as("one of the best 2 whatever d does").isEmpty();

    assertThat(scheduler.settled(now))
        .extracting(EarlyStopperTest::reason)
        .containsExactly(
            "asha: at step 25 of 100 not among the best 2 of 4 by validation-loss, with 3.000");
    assertThat(scheduler.launch(now)).as("a waits for d").isEmpty();
    assertThat(reach(scheduler, d, loss(25, 9)))
        .hasValueSatisfying(verdict -> assertThat(reason(verdict)).endsWith("with 9.000"));
    assertThat(scheduler.settled(now)).isEmpty();
    assertThat(scheduler.launch(now)).extracting(Attempt::id).containsExactly(id(a, 2));
    assertThat(scheduler.summary().stopped()).isEqualTo(2);
  }

  @Test
  void onlyWhatHasPassedTheRungBeforeIsComparedAtTheNext() {
    Scheduler scheduler = scheduler(asha);
    reach(scheduler, a, loss(25, 2));
    reach(scheduler, b, loss(25, 3));
    reach(scheduler, c, loss(25, 1));
    reach(scheduler, d, loss(25, 9));

    assertThat(reach(scheduler, c, loss(25, 1), loss(50, 5)))
        .containsInstanceOf(AttemptVerdict.SetAside.class);
    scheduler.settled(now);
    scheduler.launch(now);
    assertThat(scheduler.evaluated(id(a, 2), loss(50, 4))).isEqualTo(Answer.CONTINUE);

    assertThat(scheduler.settled(now))
        .extracting(EarlyStopperTest::reason)
        .containsExactly(
            "asha: at step 50 of 100 not among the best 1 of 2 by validation-loss, with 5.000");
  }

  @Test
  void betweenRungsAndAtTheEndOfTheBudgetNothingIsDecided() {
    Scheduler scheduler = scheduler(asha);

    for (long step : List.of(20L, ScheduledTrials.STEPS)) {
      for (PlannedTrial trial : List.of(a, b, c, d)) {
        assertThat(scheduler.evaluated(id(trial), loss(step, 1))).isEqualTo(Answer.CONTINUE);
      }
    }
    assertThat(scheduler.evaluated(id(a), loss(30, 1)))
        .as("none before it")
        .isEqualTo(Answer.CONTINUE);
  }

  @Test
  void theMedianRuleComparesMeansSoFar() {
    EarlyStopping median =
        new EarlyStopping(
            EarlyStopping.Method.MEDIAN, new Objective("validation-loss"), List.of(0.5), 2);
    trials.removeAll(List.of(c, d));
    Scheduler scheduler = scheduler(median);

    scheduler.evaluated(id(a), loss(25, 1));
    scheduler.evaluated(id(b), loss(25, 9));
    reach(scheduler, a, loss(25, 1), loss(50, 3));
    // Better now, worse on the whole.
    assertThat(reach(scheduler, b, loss(25, 9), loss(50, 2)))
        .hasValueSatisfying(
            verdict ->
                assertThat(reason(verdict))
                    .isEqualTo(
                        "median: at step 50 of 100 not among the best 1 of 2 by validation-loss, with 5.500"));
  }

  @Test
  void epochsAreToldWhereARungIsAtTheEndOfOne() {
    PlannedTrial one = ScheduledTrials.trialOfEpochs(1, 10);
    PlannedTrial two = ScheduledTrials.trialOfEpochs(2, 10);
    trials.clear();
    trials.addAll(List.of(one, two));
    Scheduler scheduler = scheduler(asha);
    scheduler.evaluated(id(one), new EpochMetrics(3, 30, 1, Map.of("validation-loss", 1.0)));

    EpochMetrics worse = new EpochMetrics(3, 30, 1, Map.of("validation-loss", 2.0));
    assertThat(reach(scheduler, two, worse))
        .hasValueSatisfying(
            verdict ->
                assertThat(reason(verdict))
                    .isEqualTo(
                        "asha: at epoch 3 of 10 not among the best 1 of 2 by validation-loss, with 2.000"));
  }

  @Test
  void aStoppedTrialEndsOnceWhenItStoppedRunningAlsoIfTheSweepIsToEnd() {
    Scheduler scheduler = scheduler(asha);
    reach(scheduler, a, loss(25, 3));
    reach(scheduler, b, loss(25, 1));
    now = now.plus(Duration.ofMinutes(5));
    scheduler.stop();
    scheduler.evaluated(id(c), loss(25, 2));

    assertThat(scheduler.settled(now))
        .singleElement()
        .satisfies(
            over -> {
              assertThat(over.outcome().run().metrics()).containsExactly(loss(25, 3));
              assertThat(EarlyStop.rungOf(over.outcome())).hasValue(1);
              assertThat(over.ended()).isEqualTo(Instant.EPOCH);
            });
    assertThat(scheduler.settled(now)).isEmpty();
    assertThat(scheduler.setAside(id(a), toldToStop(run(25, loss(25, 3))), now))
        .isInstanceOf(AttemptVerdict.Late.class);
    assertThat(scheduler.setAside(id(c), toldToStop(run(25, loss(25, 2))), now))
        .as("left to the next run")
        .isInstanceOf(AttemptVerdict.LeftOpen.class);
    assertThat(scheduler.summary().stopped()).isEqualTo(1);
  }

  @Test
  void thoseThatWaitForATrialThatIsCancelledAreLeftToTheNextRunWithIt() {
    trials.removeAll(List.of(c, d, other));
    Scheduler scheduler = scheduler(asha);
    reach(scheduler, a, loss(25, 1));

    assertThat(scheduler.ended(id(b), toldToStop(run(10)), now))
        .isInstanceOf(AttemptVerdict.LeftOpen.class);

    assertThat(scheduler.settled(now)).isEmpty();
    assertThat(scheduler.launch(now)).isEmpty();
    assertThat(scheduler.finished()).isTrue();
    assertThat(scheduler.summary().open()).isEqualTo(2);
  }

  @Test
  void timeInWhichATrialWaitsCountsForNothing() {
    trials.removeAll(List.of(c, d, other));
    Scheduler scheduler = scheduler(1, new EarlyStopper(asha, trials, ScheduledTrials::side));
    scheduler.started(id(a), now);
    now = now.plus(Duration.ofSeconds(10));
    reach(scheduler, a, loss(25, 2));
    scheduler.started(id(b), now);
    now = now.plus(Duration.ofSeconds(10));
    assertThat(scheduler.evaluated(id(b), loss(25, 1))).isEqualTo(Answer.CONTINUE);
    scheduler.settled(now);
    now = now.plus(Duration.ofSeconds(30));
    scheduler.ended(id(b), new TrialOutcome.Completed(run(100, loss(25, 1))), now);

    assertThat(scheduler.finished()).isTrue();
    assertThat(scheduler.summary().makespan()).isEqualTo(Duration.ofSeconds(50));
    assertThat(scheduler.summary().lowerBound()).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void timeLeftIsThatOfTrialsThatAreLikelyToGoOn() {
    trials.remove(other);
    Scheduler scheduler = scheduler(1, new EarlyStopper(asha, trials, ScheduledTrials::side));
    scheduler.started(id(a), now);
    now = now.plus(Duration.ofSeconds(25));
    scheduler.progressed(id(a), ScheduledTrials.at(25), now);

    // A second a step: 25 to the first rung, and if it goes on there 25 to the next, and 50 to the
    // end. Half of the trials go on at each: 50 for one that has not started.
    assertThat(scheduler.timeLeft(now)).contains(Duration.ofSeconds(3 * 50 + 25 + 50 / 2));
    reach(scheduler, a, loss(25, 1));
    assertThat(scheduler.timeLeft(now)).contains(Duration.ofSeconds(3 * 50 + (25 + 50 / 2) / 2));
  }

  @Test
  void whatGoesOnAfterAllIsQueuedByWhatIsLeftOfIt() {
    PlannedTrial fresh = trial("qkv", 5);
    Scheduler scheduler = scheduler(3, new EarlyStopper(asha, trials, ScheduledTrials::side));
    reach(scheduler, a, loss(25, 1));
    reach(scheduler, b, loss(25, 2));
    reach(scheduler, c, loss(25, 3));
    reach(scheduler, d, loss(25, 4));
    scheduler.settled(now);

    assertThat(scheduler.launch(now))
        .extracting(Attempt::id)
        .containsExactly(id(other), id(fresh), id(a, 2), id(b, 2));
  }

  @Test
  void aTrialThatWasNotToldInTimeThatItGoesOnGoesOn() {
    Scheduler scheduler = scheduler(asha);
    assertThat(scheduler.evaluated(id(other), loss(25, 1))).isEqualTo(Answer.CONTINUE);

    assertThat(scheduler.setAside(id(other), toldToStop(run(25, loss(25, 1))), now))
        .isInstanceOf(AttemptVerdict.SetAside.class);
    assertThat(scheduler.launch(now)).extracting(Attempt::id).containsExactly(id(other, 2));
    // Its checkpoint is lost, and it comes by the rung again.
    assertThat(scheduler.evaluated(id(other, 2), loss(25, 1))).isEqualTo(Answer.CONTINUE);
  }

  @Test
  void anotherAttemptComesToTheSameDecision() {
    Scheduler scheduler = scheduler(asha);
    scheduler.evaluated(id(a), loss(25, 3));
    scheduler.ended(id(a), ScheduledTrials.failed(FailureKind.LOST_EXECUTOR), now);
    scheduler.launch(now);

    // What it says before the rung has nothing to do with the decision.
    assertThat(scheduler.evaluated(id(a, 2), loss(20, 5))).isEqualTo(Answer.CONTINUE);
    assertThat(scheduler.displaced(id(a, 2), toldToStop(run(21, loss(20, 5))), now))
        .isInstanceOf(AttemptVerdict.Again.class);
    scheduler.launch(now);
    assertThat(scheduler.evaluated(id(a, 3), loss(25, 3))).isEqualTo(Answer.STOP);
    assertThat(scheduler.displaced(id(a, 3), toldToStop(run(25, loss(25, 3))), now))
        .isInstanceOf(AttemptVerdict.SetAside.class);
    reach(scheduler, b, loss(25, 1));
    scheduler.evaluated(id(c), loss(25, 2));
    assertThat(scheduler.settled(now)).hasSize(1);
  }

  @Test
  void aTrialThatFailsWhileItWaitsKeepsItsRankAlsoInTheNextRunOfTheSweep() {
    EarlyStopper stopper = new EarlyStopper(asha, trials, ScheduledTrials::side);
    Scheduler scheduler = scheduler(9, stopper);
    scheduler.evaluated(id(a), loss(25, 1));

    AttemptVerdict over =
        scheduler.ended(id(a), ScheduledTrials.failed(FailureKind.INTERNAL_ERROR), now);

    TrialOutcome failed = ((AttemptVerdict.Over) over).outcome();
    assertThat(failed.run().metrics()).containsExactly(loss(25, 1));
    EarlyStopper next = new EarlyStopper(asha, trials, ScheduledTrials::side);
    next.endedBefore(a, failed);
    for (EarlyStopper each : List.of(stopper, next)) {
      each.evaluated(b, List.of(loss(25, 2)));
      each.evaluated(c, List.of(loss(25, 3)));
      each.evaluated(d, List.of(loss(25, 4)));
      assertThat(each.standing(b, 25)).isEqualTo(EarlyStopper.Standing.GOES_ON);
      assertThat(each.standing(c, 25)).isEqualTo(EarlyStopper.Standing.STOPPED);
    }
  }

  @Test
  void theNextRunOfTheSweepDecidesOnFromThere() {
    EarlyStopper before = new EarlyStopper(asha, trials, ScheduledTrials::side);
    before.evaluated(a, List.of(loss(25, 1)));
    before.evaluated(b, List.of(loss(25, 4)));
    before.evaluated(c, List.of(loss(25, 3)));
    before.evaluated(d, List.of(loss(25, 2)));
    TrialOutcome stopped = before.stop(b).outcome(run(25, loss(25, 4)));
    before.evaluated(a, List.of(loss(50, 1)));

    EarlyStopper after = new EarlyStopper(asha, trials, ScheduledTrials::side);
    after.endedBefore(b, stopped);
    after.endedBefore(
        a, new TrialOutcome.Completed(run(100, loss(25, 1), loss(50, 1), loss(100, 1))));
    after.evaluated(d, List.of(loss(25, 2)));
    assertThat(after.standing(d, 25))
        .as("until c has come again")
        .isEqualTo(EarlyStopper.Standing.WAITS);
    after.evaluated(c, List.of(loss(25, 3)));

    for (EarlyStopper stopper : List.of(before, after)) {
      assertThat(stopper.standing(c, 25)).isEqualTo(EarlyStopper.Standing.STOPPED);
      stopper.evaluated(d, List.of(loss(50, 2)));
      assertThat(stopper.standing(d, 50)).isEqualTo(EarlyStopper.Standing.STOPPED);
      assertThat(stopper.stop(d).rung()).isEqualTo(2);
    }
  }

  @Test
  void rungsAreSharesOfTheLengthThatTheTrainingHas() {
    // Ten times as long as planned, as with more rows than anybody knew of.
    EpochMetrics[] ofA = {loss(250, 1).of(1000), loss(500, 1).of(1000), loss(1000, 1).of(1000)};
    EarlyStopper before = new EarlyStopper(asha, trials, ScheduledTrials::side);
    before.evaluated(a, List.of(loss(100, 1).of(1000)));
    before.evaluated(b, List.of(loss(100, 1).of(1000)));
    assertThat(before.standing(a, 100)).isEqualTo(EarlyStopper.Standing.GOES_ON);

    before.evaluated(a, List.of(ofA));
    before.evaluated(b, List.of(loss(250, 4).of(1000)));
    before.evaluated(c, List.of(loss(250, 3).of(1000)));
    assertThat(before.expectedShare(a, 500)).isEqualTo(0.5);
    assertThat(before.standing(b, 250)).isEqualTo(EarlyStopper.Standing.STOPPED);
    assertThat(before.stop(b).reason()).startsWith("asha: at step 250 of 1000 not among");

    TrialOutcome stopped = before.stop(b).outcome(run(250, loss(250, 4).of(1000)));
    EarlyStopper after = new EarlyStopper(asha, trials, ScheduledTrials::side);
    after.endedBefore(a, new TrialOutcome.Completed(run(1000, ofA)));
    after.endedBefore(b, stopped);
    after.evaluated(c, List.of(loss(250, 3).of(1000)));
    for (EarlyStopper stopper : List.of(before, after)) {
      stopper.evaluated(d, List.of(loss(250, 2).of(1000)));
      assertThat(stopper.standing(c, 250)).isEqualTo(EarlyStopper.Standing.STOPPED);
      assertThat(stopper.standing(d, 250)).isEqualTo(EarlyStopper.Standing.GOES_ON);
    }
  }

  @Test
  void withoutTheMetricEveryTrialGoesOn() {
    EarlyStopper stopper = new EarlyStopper(asha, trials, ScheduledTrials::side);
    EpochMetrics blind = new EpochMetrics(1, 25, 1, Map.of("train-loss", 1.0));

    for (PlannedTrial trial : List.of(a, b, c, d)) {
      stopper.evaluated(trial, List.of(blind));
      assertThat(stopper.standing(trial, 25)).isEqualTo(EarlyStopper.Standing.GOES_ON);
    }
    assertThat(stopper.missingMetric()).contains("validation-loss");
  }

  @Test
  void aSweepThatCouldOnlyWaitForEverSaysSo() {
    Scheduler scheduler = scheduler(asha);
    for (PlannedTrial trial : List.of(a, b, c, d)) {
      reach(scheduler, trial, loss(25, (double) trial.spec().seed()));
    }
    scheduler.ended(id(other), new TrialOutcome.Completed(run(100)), now);

    // Nobody has asked what is settled.
    assertThatThrownBy(scheduler::finished)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot go on: nothing runs any more");
  }
}
