package org.kvsweep.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.schedule.ScheduledTrials.STEPS;
import static org.kvsweep.schedule.ScheduledTrials.at;
import static org.kvsweep.schedule.ScheduledTrials.completed;
import static org.kvsweep.schedule.ScheduledTrials.failed;
import static org.kvsweep.schedule.ScheduledTrials.ranFor;
import static org.kvsweep.schedule.ScheduledTrials.trial;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;

class SchedulerTest {
  private Instant now = Instant.parse("2026-01-31T12:00:00Z");
  private SchedulePolicy policy = SchedulePolicy.STANDARD;

  private Scheduler scheduler(int slots, PlannedTrial... trials) {
    Scheduler scheduler = new Scheduler(Arrays.asList(trials), 0, policy, Optional.empty());
    scheduler.slots(new Slots(slots, Math.max(1, slots)));
    return scheduler;
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  /** Lets time pass with the driver awake; returns what is found to hang. */
  private List<Silence> watch(Scheduler scheduler, Duration time) {
    List<Silence> hanging = new ArrayList<>(scheduler.hanging(now));
    Instant end = now.plus(time);
    while (now.isBefore(end)) {
      pass(Duration.ofSeconds(1));
      hanging.addAll(scheduler.hanging(now));
    }
    return hanging;
  }

  private List<Long> launchedSeeds(Scheduler scheduler) {
    return scheduler.launch(now).stream().map(attempt -> attempt.trial().spec().seed()).toList();
  }

  private static AttemptId id(PlannedTrial trial, int number) {
    return new AttemptId(trial.id(), number);
  }

  @Test
  void theLongestTrialsStartFirstAndEqualsInTheOrderOfTheFile() {
    Scheduler scheduler =
        scheduler(9, trial(1, 100), trial(2, 300), trial(3, 200), trial(4, 300), trial(5, 100));

    assertThat(launchedSeeds(scheduler)).containsExactly(2L, 4L, 3L, 1L, 5L);
  }

  @Test
  void aBudgetInTimeIsKnownBeforeItIsUsed() {
    Scheduler scheduler =
        scheduler(
            1,
            ScheduledTrials.timed(1, 10),
            ScheduledTrials.timed(2, 30),
            ScheduledTrials.timed(3, 20));

    assertThat(launchedSeeds(scheduler)).containsExactly(2L, 3L);
    assertThat(scheduler.timeLeft(now)).contains(Duration.ofSeconds(60));
  }

  @Test
  void thereIsNoTimeLeftToTellBeforeAnythingIsMeasured() {
    PlannedTrial only = trial(1, 100);
    Scheduler scheduler = scheduler(2, only);
    scheduler.launch(now);
    scheduler.started(id(only, 1), now);

    assertThat(scheduler.timeLeft(now)).isEmpty();

    pass(Duration.ofSeconds(10));
    scheduler.progressed(id(only, 1), at(20), now);
    assertThat(scheduler.timeLeft(now)).contains(Duration.ofSeconds(40));
  }

  @Test
  void oneTrialMoreThanThereAreSlotsIsInFlight() {
    PlannedTrial first = trial(1, 500);
    Scheduler scheduler =
        scheduler(2, first, trial(2, 400), trial(3, 300), trial(4, 200), trial(5, 100));

    assertThat(launchedSeeds(scheduler)).containsExactly(1L, 2L, 3L);
    assertThat(launchedSeeds(scheduler)).isEmpty();

    scheduler.ended(id(first, 1), completed(), now);
    assertThat(launchedSeeds(scheduler)).containsExactly(4L);
  }

  @Test
  void oneMoreForEachSlotIsInFlightWhileTrialsAreShort() {
    PlannedTrial first = trial(1, 700);
    Scheduler scheduler =
        scheduler(
            2,
            first,
            trial(2, 600),
            trial(3, 500),
            trial(4, 400),
            trial(5, 300),
            trial(6, 200),
            trial(7, 100));
    scheduler.launch(now);

    scheduler.trialsAreShort(true);
    assertThat(launchedSeeds(scheduler)).containsExactly(4L, 5L);

    scheduler.trialsAreShort(false);
    scheduler.ended(id(first, 1), completed(), now);
    assertThat(launchedSeeds(scheduler)).isEmpty();
  }

  @Test
  void oneTrialWaitsWhileNoExecutorHasCome() {
    assertThat(launchedSeeds(scheduler(0, trial(1, 200), trial(2, 100)))).containsExactly(1L);
  }

  @Test
  void measuredTimesCorrectTheOrderBetweenVariants() {
    PlannedTrial quick = trial("qkv", 1, 1000);
    PlannedTrial slow = trial("kv", 2, 900);
    Scheduler scheduler = scheduler(1, quick, slow, trial("qkv", 3, 200), trial("kv", 4, 100));
    scheduler.launch(now);
    scheduler.started(id(quick, 1), now);
    scheduler.started(id(slow, 1), now);
    pass(Duration.ofSeconds(1));
    scheduler.ended(id(quick, 1), completed(), now);
    pass(Duration.ofSeconds(9));
    scheduler.ended(id(slow, 1), completed(), now);

    // 100 operations of kv take 1.1 s, 200 of qkv 0.2
    assertThat(launchedSeeds(scheduler)).containsExactly(4L, 3L);
  }

  @ParameterizedTest
  @CsvSource({
    "BAD_CONFIGURATION, 1",
    "INTERNAL_ERROR, 1",
    "OUT_OF_MEMORY, 2",
    "NATIVE_CRASH, 2",
    "HANG, 2",
    "LOST_EXECUTOR, 4"
  })
  void eachKindOfFailureHasItsNumberOfAttempts(FailureKind kind, int attempts) {
    PlannedTrial trial = trial(1, 100);
    Scheduler scheduler = scheduler(1, trial);

    for (int attempt = 1; attempt < attempts; attempt++) {
      assertThat(launchedSeeds(scheduler)).hasSize(1);
      AttemptVerdict verdict = scheduler.ended(id(trial, attempt), failed(kind), now);
      assertThat(verdict)
          .isInstanceOfSatisfying(
              AttemptVerdict.Again.class,
              again -> assertThat(again.reason()).isEqualTo(kind.label() + ": as it was told"));
    }
    scheduler.launch(now);
    assertThat(scheduler.ended(id(trial, attempts), failed(kind), now))
        .isInstanceOf(AttemptVerdict.Over.class);
    assertThat(scheduler.finished()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureKind.class,
      names = {"OUT_OF_MEMORY", "NATIVE_CRASH"})
  void aTrialThatMayHaveHarmedItsNeighboursIsTriedAloneAfterAllOthers(FailureKind kind) {
    PlannedTrial harmful = trial(1, 400);
    PlannedTrial second = trial(2, 300);
    PlannedTrial third = trial(3, 200);
    PlannedTrial fourth = trial(4, 100);
    Scheduler scheduler = scheduler(2, harmful, second, third, fourth);
    scheduler.launch(now);

    scheduler.ended(id(harmful, 1), failed(kind), now);

    assertThat(launchedSeeds(scheduler)).containsExactly(4L);
    scheduler.ended(id(second, 1), completed(), now);
    scheduler.ended(id(third, 1), completed(), now);
    assertThat(launchedSeeds(scheduler)).isEmpty();
    scheduler.ended(id(fourth, 1), completed(), now);
    assertThat(scheduler.launch(now))
        .singleElement()
        .isEqualTo(new Attempt(harmful, 2, Attempt.Room.ALONE));
  }

  @Test
  void workersOfATrialStartWhenThereAreSlotsForAll() {
    PlannedTrial first = trial(1, 900);
    PlannedTrial together = ScheduledTrials.together(2, 2, 500);
    PlannedTrial last = trial(3, 100);
    Scheduler scheduler = scheduler(2, first, together, last);

    assertThat(launchedSeeds(scheduler)).containsExactly(1L);
    scheduler.ended(id(first, 1), completed(), now);
    // Nothing may take a slot from workers that have not begun.
    assertThat(launchedSeeds(scheduler)).containsExactly(2L);
    scheduler.started(id(together, 1), now);
    assertThat(launchedSeeds(scheduler)).containsExactly(3L);
  }

  @Test
  void timeOfATrialCountsForEachOfItsWorkers() {
    PlannedTrial together = ScheduledTrials.together(2, 1, 500);
    Scheduler scheduler = scheduler(2, together);
    scheduler.launch(now);
    scheduler.started(id(together, 1), now);
    pass(Duration.ofSeconds(10));
    scheduler.ended(id(together, 1), completed(), now);

    PlannedTrial alone = trial(2, 500);
    scheduler.add(List.of(alone), id -> Optional.empty());
    scheduler.launch(now);
    scheduler.started(id(alone, 1), now);
    pass(Duration.ofSeconds(4));
    scheduler.ended(id(alone, 1), completed(), now);

    assertThat(scheduler.summary().lowerBound()).isEqualTo(Duration.ofSeconds(12));
  }

  @Test
  void anAttemptAloneLeavesTheOtherExecutorsToOthers() {
    PlannedTrial harmful = trial(1, 500);
    PlannedTrial flaky = trial(2, 400);
    Scheduler scheduler = scheduler(4, harmful, flaky);
    scheduler.slots(new Slots(4, 2));
    scheduler.launch(now);
    scheduler.ended(id(harmful, 1), failed(FailureKind.OUT_OF_MEMORY), now);

    assertThat(launchedSeeds(scheduler)).containsExactly(1L);
    scheduler.ended(id(flaky, 1), failed(FailureKind.LOST_EXECUTOR), now);
    assertThat(launchedSeeds(scheduler)).containsExactly(2L);
  }

  @Test
  void nothingRunsBesideAnAttemptAloneOnTheOnlyExecutor() {
    PlannedTrial harmful = trial(1, 500);
    PlannedTrial other = trial(2, 400);
    Scheduler scheduler = scheduler(2, harmful, other);
    scheduler.launch(now);
    scheduler.ended(id(harmful, 1), failed(FailureKind.OUT_OF_MEMORY), now);
    scheduler.ended(id(other, 1), failed(FailureKind.OUT_OF_MEMORY), now);

    assertThat(launchedSeeds(scheduler)).containsExactly(1L);
  }

  @Test
  void whatALateAttemptSaysChangesNothing() {
    PlannedTrial trial = trial(1, 100);
    Scheduler scheduler = scheduler(1, trial);
    scheduler.launch(now);
    scheduler.ended(id(trial, 1), failed(FailureKind.LOST_EXECUTOR), now);
    scheduler.launch(now);

    assertThat(scheduler.started(id(trial, 1), now)).isFalse();
    assertThat(scheduler.progressed(id(trial, 1), at(50), now)).isEqualTo(Answer.STOP);
    assertThat(scheduler.ended(id(trial, 1), completed(), now))
        .isEqualTo(new AttemptVerdict.Late(id(trial, 1)));
    assertThat(scheduler.summary().completed()).isZero();

    assertThat(scheduler.ended(id(trial, 2), completed(), now))
        .isInstanceOf(AttemptVerdict.Over.class);
    assertThat(scheduler.ended(id(trial, 2), completed(), now))
        .isInstanceOf(AttemptVerdict.Late.class);
    assertThat(scheduler.summary().completed()).isEqualTo(1);
  }

  @Test
  void aDivergedTrialIsAResultAndNoFailure() {
    PlannedTrial trial = trial(1, 100);
    policy = policy.withMaxFailures(1);
    Scheduler scheduler = scheduler(1, trial, trial(2, 50));
    scheduler.launch(now);

    AttemptVerdict verdict =
        scheduler.ended(id(trial, 1), new TrialOutcome.Diverged(ranFor(3), 3), now);

    assertThat(verdict).isInstanceOf(AttemptVerdict.Over.class);
    assertThat(scheduler.stopping()).isFalse();
    assertThat(scheduler.summary().diverged()).isEqualTo(1);
  }

  @Test
  void tooManyFailuresEndTheSweepWithWhatItHas() {
    PlannedTrial first = trial(1, 400);
    PlannedTrial second = trial(2, 300);
    PlannedTrial third = trial(3, 200);
    policy = policy.withMaxFailures(2);
    Scheduler scheduler = scheduler(2, first, second, third, trial(4, 100));
    scheduler.launch(now);
    scheduler.ended(id(first, 1), failed(FailureKind.INTERNAL_ERROR), now);
    scheduler.ended(id(second, 1), failed(FailureKind.INTERNAL_ERROR), now);

    assertThat(launchedSeeds(scheduler)).isEmpty();
    assertThat(scheduler.progressed(id(third, 1), at(50), now)).isEqualTo(Answer.STOP);
    assertThat(scheduler.finished()).isFalse();
    scheduler.ended(id(third, 1), new TrialOutcome.Stopped(ranFor(50), "told to"), now);
    assertThat(scheduler.finished()).isTrue();
    SweepSummary summary = scheduler.summary();
    assertThat(summary.end()).isEqualTo(SweepEnd.TOO_MANY_FAILURES);
    assertThat(summary.failed()).isEqualTo(2);
    assertThat(summary.open()).isEqualTo(2);
  }

  @Test
  void aStoppedSweepKeepsWhatCompletesAndLeavesTheRestOpen() {
    PlannedTrial quick = trial(1, 400);
    PlannedTrial slow = trial(2, 300);
    PlannedTrial lost = trial(3, 200);
    Scheduler scheduler = scheduler(2, quick, slow, lost, trial(4, 100));
    scheduler.launch(now);

    scheduler.stop();

    assertThat(scheduler.ended(id(quick, 1), completed(), now))
        .isInstanceOf(AttemptVerdict.Over.class);
    assertThat(scheduler.ended(id(slow, 1), new TrialOutcome.Stopped(ranFor(5), "told to"), now))
        .isInstanceOf(AttemptVerdict.LeftOpen.class);
    assertThat(scheduler.ended(id(lost, 1), failed(FailureKind.LOST_EXECUTOR), now))
        .isInstanceOf(AttemptVerdict.LeftOpen.class);
    assertThat(scheduler.finished()).isTrue();
    assertThat(scheduler.summary().end()).isEqualTo(SweepEnd.STOPPED);
    assertThat(scheduler.summary().open()).isEqualTo(3);
  }

  @Test
  void aTrialThatIsCancelledIsLeftToTheNextRunAndTheOthersGoOn() {
    PlannedTrial cancelled = trial(1, 400);
    PlannedTrial other = trial(2, 300);
    PlannedTrial last = trial(3, 200);
    Scheduler scheduler = scheduler(1, cancelled, other, last);
    scheduler.launch(now);

    assertThat(
            scheduler.ended(
                id(cancelled, 1), new TrialOutcome.Stopped(ranFor(5), "cancelled in Spark"), now))
        .isInstanceOfSatisfying(
            AttemptVerdict.LeftOpen.class,
            left -> assertThat(left.reason()).isEqualTo("cancelled in Spark"));

    assertThat(launchedSeeds(scheduler)).as("once, and not again").containsExactly(3L);
    scheduler.ended(id(other, 1), completed(), now);
    scheduler.ended(id(last, 1), completed(), now);
    assertThat(scheduler.finished()).isTrue();
    assertThat(scheduler.summary().stopped()).isZero();
    assertThat(scheduler.summary().open()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = SweepEnd.class,
      names = {"STOPPED", "SPARK_ENDED"})
  void whatFailsWhileTheDriverIsAboutToEndSaysNothingOfATrial(SweepEnd end) {
    PlannedTrial unlucky = trial(1, 400);
    PlannedTrial diverged = trial(2, 300);
    Scheduler scheduler = scheduler(2, unlucky, diverged);
    scheduler.launch(now);

    scheduler.stop(SweepEnd.TOO_MANY_FAILURES);
    scheduler.stop(end);

    assertThat(scheduler.ended(id(unlucky, 1), failed(FailureKind.INTERNAL_ERROR), now))
        .isInstanceOf(AttemptVerdict.LeftOpen.class);
    assertThat(scheduler.ended(id(diverged, 1), new TrialOutcome.Diverged(ranFor(3), 3), now))
        .as("it has really ended")
        .isInstanceOf(AttemptVerdict.Over.class);
    assertThat(scheduler.summary().failed()).isZero();
    assertThat(scheduler.summary().open()).isEqualTo(1);
  }

  @Test
  void silenceIsMeasuredAgainstTheTrialsOwnPace() {
    PlannedTrial brisk = trial(1, 200);
    PlannedTrial steady = trial(2, 100);
    policy = policy.withHangs(new HangPolicy(Duration.ofMinutes(15), Duration.ofSeconds(30), 10));
    Scheduler scheduler = scheduler(2, brisk, steady);
    scheduler.launch(now);
    scheduler.started(id(steady, 1), now);
    for (int minute = 1; minute <= 5; minute++) {
      pass(Duration.ofMinutes(1));
      scheduler.progressed(id(steady, 1), at(minute), now);
    }
    scheduler.started(id(brisk, 1), now);
    pass(Duration.ofSeconds(1));
    scheduler.progressed(id(brisk, 1), at(20), now);

    assertThat(watch(scheduler, Duration.ofSeconds(30))).isEmpty();
    assertThat(watch(scheduler, Duration.ofMinutes(9)))
        .singleElement()
        .isEqualTo(
            new Silence(
                new Attempt(brisk, 1, Attempt.Room.SHARED),
                Duration.ofSeconds(31),
                Duration.ofSeconds(30)));
    assertThat(watch(scheduler, Duration.ofMinutes(1)))
        .extracting(silence -> silence.attempt().trial())
        .containsExactly(steady);
  }

  @Test
  void anAttemptThatIsHeardOfAgainIsNoLongerTakenForAHang() {
    PlannedTrial trial = trial(1, 100);
    policy = policy.withHangs(new HangPolicy(Duration.ofMinutes(15), Duration.ofSeconds(30), 2));
    Scheduler scheduler = scheduler(1, trial);
    scheduler.launch(now);
    scheduler.started(id(trial, 1), now);
    scheduler.progressed(id(trial, 1), at(10), now);
    Silence silence = watch(scheduler, Duration.ofSeconds(31)).get(0);

    assertThat(scheduler.stillSilent(silence)).isTrue();
    scheduler.progressed(id(trial, 1), at(20), now);
    assertThat(scheduler.stillSilent(silence)).isFalse();
    assertThat(watch(scheduler, Duration.ofSeconds(62))).isEmpty();
    assertThat(watch(scheduler, Duration.ofSeconds(1))).as("a second silence").hasSize(1);
    scheduler.ended(id(trial, 1), completed(), now);
    assertThat(scheduler.stillSilent(silence)).isFalse();
  }

  @Test
  void aTrialMayBeSilentForLongBeforeItsFirstReportAndForeverBeforeItStarts() {
    PlannedTrial running = trial(1, 200);
    PlannedTrial queued = trial(2, 100);
    Scheduler scheduler = scheduler(1, running, queued);
    scheduler.launch(now);
    scheduler.started(id(running, 1), now);

    assertThat(watch(scheduler, Duration.ofMinutes(15))).isEmpty();
    assertThat(watch(scheduler, Duration.ofHours(1)))
        .extracting(silence -> silence.attempt().trial())
        .containsExactly(running);
  }

  @Test
  void timeInWhichTheDriverItselfStoodStillIsNoSilence() {
    PlannedTrial trial = trial(1, 100);
    Scheduler scheduler = scheduler(1, trial);
    scheduler.launch(now);
    scheduler.started(id(trial, 1), now);
    watch(scheduler, Duration.ofMinutes(10));

    pass(Duration.ofHours(8));
    assertThat(watch(scheduler, Duration.ofMinutes(5))).isEmpty();
    assertThat(watch(scheduler, Duration.ofMinutes(1))).hasSize(1);
  }

  @Test
  void aReportThatIsTheFirstAfterTheDriverStoodStillHidesNoHang() {
    PlannedTrial trial = trial(1, 100);
    Scheduler scheduler = scheduler(2, trial, trial(2, 50));
    scheduler.launch(now);
    scheduler.started(id(trial, 1), now);
    watch(scheduler, Duration.ofSeconds(10));

    pass(Duration.ofHours(8));
    scheduler.progressed(id(trial, 1), at(10), now);

    assertThat(watch(scheduler, Duration.ofMinutes(6))).hasSize(1);
  }

  @Test
  void aTrialThatStartsFirstAfterTheDriverStoodStillIsWatchedFromThen() {
    PlannedTrial trial = trial(1, 100);
    Scheduler scheduler = scheduler(1, trial);
    scheduler.launch(now);
    watch(scheduler, Duration.ofSeconds(10));

    pass(Duration.ofHours(8));
    scheduler.started(id(trial, 1), now);

    assertThat(watch(scheduler, Duration.ofMinutes(16))).hasSize(1);
  }

  @Test
  void aClockThatIsSetBackHidesNoHang() {
    PlannedTrial trial = trial(1, 100);
    Scheduler scheduler = scheduler(1, trial);
    scheduler.launch(now);
    scheduler.started(id(trial, 1), now);
    watch(scheduler, Duration.ofMinutes(10));

    pass(Duration.ofHours(-8));

    assertThat(watch(scheduler, Duration.ofMinutes(6))).hasSize(1);
  }

  @Test
  void timeLeftFollowsTheMeasuredPace() {
    PlannedTrial first = trial(1, 1000);
    Scheduler scheduler = scheduler(1, first, trial(2, 500), trial(3, 500));
    scheduler.launch(now);
    assertThat(scheduler.timeLeft(now)).isEmpty();
    scheduler.started(id(first, 1), now);
    pass(Duration.ofSeconds(10));
    scheduler.progressed(id(first, 1), at(STEPS_OF_A_QUARTER), now);

    assertThat(scheduler.timeLeft(now)).contains(Duration.ofSeconds(30 + 20 + 20));
    pass(Duration.ofSeconds(30));
    scheduler.ended(id(first, 1), completed(), now);
    assertThat(scheduler.timeLeft(now)).contains(Duration.ofSeconds(40));
  }

  @Test
  void anEvaluationCountsIntoThePaceHoweverOftenATrialSaysThatItLives() {
    PlannedTrial first = trial(1, 1000);
    Scheduler scheduler = scheduler(1, first, trial(2, 500));
    scheduler.launch(now);
    scheduler.started(id(first, 1), now);
    pass(Duration.ofSeconds(10));
    scheduler.progressed(id(first, 1), at(STEPS), now);
    List<Silence> hanging = new ArrayList<>();
    for (int minute = 0; minute < 6; minute++) {
      hanging.addAll(watch(scheduler, Duration.ofMinutes(1)));
      scheduler.progressed(id(first, 1), at(STEPS), now);
    }
    scheduler.ended(id(first, 1), completed(), now);

    assertThat(hanging).isEmpty();
    assertThat(scheduler.timeLeft(now)).contains(Duration.ofSeconds((10 + 6 * 60) / 2));
  }

  private static final int STEPS_OF_A_QUARTER = 25;

  @Test
  void theSummarySaysHowFarTheMakespanIsFromItsBound() {
    PlannedTrial first = trial(1, 300);
    PlannedTrial second = trial(2, 200);
    Scheduler scheduler = scheduler(2, first, second);
    scheduler.launch(now);
    scheduler.started(id(first, 1), now);
    scheduler.started(id(second, 1), now);
    pass(Duration.ofSeconds(20));
    scheduler.ended(id(second, 1), completed(), now);
    pass(Duration.ofSeconds(10));
    scheduler.ended(id(first, 1), completed(), now);

    SweepSummary summary = scheduler.summary();
    assertThat(summary.end()).isEqualTo(SweepEnd.ALL_TRIALS_ENDED);
    assertThat(summary.makespan()).isEqualTo(Duration.ofSeconds(30));
    assertThat(summary.lowerBound()).isEqualTo(Duration.ofSeconds(30));
    assertThat(summary.attempts()).isEqualTo(2);
  }

  @Test
  void aTrialWhoseMachineIsTakenAwayGoesOnElsewhereAsOftenAsNeeded() {
    PlannedTrial trial = trial(1, 100);
    Scheduler scheduler = scheduler(1, trial);
    TrialOutcome.Stopped stopped = new TrialOutcome.Stopped(ranFor(10), "told to stop");

    for (int attempt = 1; attempt <= 20; attempt++) {
      assertThat(launchedSeeds(scheduler)).containsExactly(1L);
      scheduler.started(id(trial, attempt), now);
      AttemptVerdict verdict = scheduler.displaced(id(trial, attempt), stopped, now);
      assertThat(verdict)
          .isInstanceOfSatisfying(
              AttemptVerdict.Again.class,
              again -> assertThat(again.reason()).isEqualTo("its executor goes away"));
    }
    scheduler.launch(now);
    assertThat(scheduler.ended(id(trial, 21), completed(), now))
        .isInstanceOf(AttemptVerdict.Over.class);
    assertThat(scheduler.displaced(id(trial, 21), stopped, now))
        .isInstanceOf(AttemptVerdict.Late.class);
  }

  @Test
  void aTrialThatLeavesExecutorsWhoseMemoryItUsesUpIsTriedOnceMoreAloneAndFails() {
    PlannedTrial trial = trial(1, 100);
    Scheduler scheduler = scheduler(4, trial);
    TrialOutcome.Stopped stopped = new TrialOutcome.Stopped(ranFor(10), "told to stop");
    TrialOutcome.Failed memory = failed(FailureKind.OUT_OF_MEMORY);
    scheduler.launch(now);
    scheduler.displaced(id(trial, 1), stopped, now);

    assertThat(scheduler.outOfMemory(id(trial, 1), memory, now))
        .containsInstanceOf(AttemptVerdict.Again.class);
    assertThat(scheduler.outOfMemory(id(trial, 1), memory, now)).isEmpty();
    assertThat(scheduler.launch(now)).containsExactly(new Attempt(trial, 2, Attempt.Room.ALONE));
    scheduler.displaced(id(trial, 2), stopped, now);

    assertThat(scheduler.outOfMemory(id(trial, 2), memory, now).orElseThrow())
        .isInstanceOfSatisfying(
            AttemptVerdict.Over.class, over -> assertThat(over.outcome()).isEqualTo(memory));
    assertThat(scheduler.finished()).isTrue();
    assertThat(scheduler.summary().failed()).isOne();
  }

  @Test
  void anAttemptThatRunsByThenIsGivenUpForOneThatIsAlone() {
    PlannedTrial trial = trial(1, 100);
    Scheduler scheduler = scheduler(4, trial);
    TrialOutcome.Stopped stopped = new TrialOutcome.Stopped(ranFor(10), "told to stop");
    scheduler.launch(now);
    scheduler.displaced(id(trial, 1), stopped, now);
    scheduler.launch(now);
    scheduler.started(id(trial, 2), now);

    assertThat(scheduler.outOfMemory(id(trial, 1), failed(FailureKind.OUT_OF_MEMORY), now))
        .containsInstanceOf(AttemptVerdict.Again.class);

    assertThat(scheduler.launch(now)).containsExactly(new Attempt(trial, 3, Attempt.Room.ALONE));
    assertThat(scheduler.ended(id(trial, 2), completed(), now))
        .isInstanceOf(AttemptVerdict.Late.class);
  }

  @Test
  void whatHasEndedByThenStays() {
    PlannedTrial trial = trial(1, 100);
    Scheduler scheduler = scheduler(1, trial);
    scheduler.launch(now);
    scheduler.displaced(id(trial, 1), new TrialOutcome.Stopped(ranFor(10), "told to stop"), now);
    scheduler.launch(now);
    scheduler.ended(id(trial, 2), completed(), now);

    assertThat(scheduler.outOfMemory(id(trial, 1), failed(FailureKind.OUT_OF_MEMORY), now))
        .isEmpty();
    assertThat(scheduler.summary().completed()).isOne();
  }

  @Test
  void aSweepThatIsStoppedLeavesATrialWhoseMachineIsTakenAwayOpen() {
    PlannedTrial trial = trial(1, 100);
    Scheduler scheduler = scheduler(1, trial);
    scheduler.launch(now);
    scheduler.stop();

    assertThat(
            scheduler.displaced(
                id(trial, 1), new TrialOutcome.Stopped(ranFor(10), "told to stop"), now))
        .isInstanceOf(AttemptVerdict.LeftOpen.class);
  }

  @Test
  void stepsOfEarlierAttemptsDoNotCountAsDoneInNoTime() {
    PlannedTrial resumed = trial(1, 100);
    Scheduler scheduler = scheduler(1, resumed);
    scheduler.launch(now);
    scheduler.started(id(resumed, 1), now);
    scheduler.progressed(id(resumed, 1), new TrialProgress(1, 1, 80, 100, Double.NaN, 0), now);
    pass(Duration.ofSeconds(10));
    scheduler.progressed(id(resumed, 1), at(90), now);

    // 10 steps took 10 s, and 10 are left.
    assertThat(scheduler.timeLeft(now)).contains(Duration.ofSeconds(10));
  }
}
