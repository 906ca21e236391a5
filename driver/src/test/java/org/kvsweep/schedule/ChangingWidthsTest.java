package org.kvsweep.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kvsweep.schedule.ScheduledTrials.completed;
import static org.kvsweep.schedule.ScheduledTrials.failed;
import static org.kvsweep.schedule.ScheduledTrials.trial;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Resources;
import org.kvsweep.trial.FailureKind;

/** Trials that take more or fewer slots as executors come and go, because they ask for memory. */
class ChangingWidthsTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private final PlannedTrial first = greedy(1, 500);
  private final PlannedTrial second = greedy(2, 400);
  private final Scheduler scheduler =
      new Scheduler(List.of(first, second), 0, SchedulePolicy.STANDARD, Optional.empty());

  private static PlannedTrial greedy(long seed, long flops) {
    PlannedTrial plain = trial(seed, flops);
    return new PlannedTrial(plain.id(), plain.spec(), plain.cost(), new Resources(0, 0, 3 * 1024));
  }

  private void executors(int cores, int width) {
    scheduler.slots(new Slots(cores, Math.max(1, cores)));
    scheduler.widths(trial -> width);
  }

  private List<Long> launchedSeeds() {
    return scheduler.launch(NOW).stream().map(attempt -> attempt.trial().spec().seed()).toList();
  }

  private static AttemptId id(PlannedTrial trial, int number) {
    return new AttemptId(trial.id(), number);
  }

  @Test
  void theEndOfAnAttemptFreesAsManySlotsAsItTook() {
    executors(4, 3);
    assertThat(launchedSeeds()).containsExactly(1L);

    executors(0, 1); // its executor is gone, and with it what a core is worth
    scheduler.ended(id(first, 1), failed(FailureKind.LOST_EXECUTOR), NOW);
    executors(4, 3);

    assertThat(launchedSeeds()).hasSize(1);
  }

  @Test
  void aWiderShareOfSmallerExecutorsFreesNoMoreSlotsThanTheAttemptTook() {
    executors(6, 3);
    assertThat(launchedSeeds()).containsExactly(1L, 2L);

    executors(6, 6);
    scheduler.ended(id(first, 1), completed(), NOW);
    PlannedTrial third = greedy(3, 300);
    scheduler.add(List.of(third), id -> Optional.empty());

    assertThat(launchedSeeds()).as("beside one of 3 slots").isEmpty();
  }

  @Test
  void aTrialThatAsksForResourcesWaitsForAnExecutorToMeasureThemBy() {
    executors(0, 1);
    assertThat(launchedSeeds()).isEmpty();

    executors(4, 3);
    assertThat(launchedSeeds()).containsExactly(1L);
  }

  @Test
  void aPlainTrialIsSubmittedBeforeThereIsAnExecutor() {
    Scheduler plain =
        new Scheduler(List.of(trial(1, 100)), 0, SchedulePolicy.STANDARD, Optional.empty());
    plain.slots(new Slots(0, 1));

    assertThat(plain.launch(NOW)).as("so that executors are asked for").hasSize(1);
  }
}
