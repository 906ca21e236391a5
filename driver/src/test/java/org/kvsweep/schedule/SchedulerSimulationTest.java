package org.kvsweep.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.schedule.SimulatedCluster.Odds;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.MoreSeeds;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.FailureKind;

class SchedulerSimulationTest {
  private static final int TRIALS = 10_000;

  /** Trials whose lengths differ up to tenfold. */
  private static List<PlannedTrial> trials(int count, long seed) {
    Random random = new Random(seed);
    List<PlannedTrial> trials = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String attention = List.of("qkv", "kv", "kv-pos").get(i % 3);
      trials.add(ScheduledTrials.trial(attention, i, 100L * (10 + random.nextInt(91))));
    }
    return trials;
  }

  private static Scheduler scheduler(List<PlannedTrial> trials) {
    return new Scheduler(trials, 0, SchedulePolicy.STANDARD, Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyTrialEndsOnceWhateverFails(long seed) {
    Scheduler scheduler = scheduler(trials(TRIALS, seed));
    SimulatedCluster cluster =
        new SimulatedCluster(scheduler, 8, 4, new Odds(0.05, 0.02, 0.01), seed);

    cluster.run();

    SweepSummary summary = scheduler.summary();
    assertThat(cluster.over).hasSize(TRIALS);
    assertThat(summary.end()).isEqualTo(SweepEnd.ALL_TRIALS_ENDED);
    assertThat(summary.completed() + summary.failed()).isEqualTo(TRIALS);
    assertThat(summary.open()).isZero();
    assertThat(cluster.late).as("late answers, without which this test tells less").isPositive();
  }

  @Test
  void noTrialGetsMoreAttemptsThanItsFailuresAllow() {
    Scheduler scheduler = scheduler(trials(TRIALS, 1));
    SimulatedCluster cluster = new SimulatedCluster(scheduler, 8, 4, new Odds(0.2, 0.1, 0.05), 1);

    cluster.run();

    assertThat(cluster.failures.values())
        .allSatisfy(
            kinds ->
                kinds.forEach(
                    (kind, count) ->
                        assertThat(count)
                            .as("failures of kind " + kind)
                            .isLessThanOrEqualTo(1 + RetryPolicy.STANDARD.retries(kind))));
    assertThat(cluster.failures.values().stream().map(Map::keySet))
        .as("kinds that occurred")
        .anySatisfy(kinds -> assertThat(kinds).contains(FailureKind.HANG))
        .anySatisfy(kinds -> assertThat(kinds).contains(FailureKind.NATIVE_CRASH));
    assertThat(cluster.over.values())
        .allSatisfy(
            over -> {
              int failed =
                  cluster
                      .failures
                      .getOrDefault(over.attempt().trial().id(), Map.of())
                      .values()
                      .stream()
                      .mapToInt(Integer::intValue)
                      .sum();
              assertThat(over.attempt().number()).isBetween(failed, failed + 1);
            });
  }

  @Test
  void unequalTrialsEndCloseToTheirBound() {
    Scheduler scheduler = scheduler(trials(60, 1));

    new SimulatedCluster(scheduler, 2, 4, Odds.NONE, 1).run();

    SweepSummary summary = scheduler.summary();
    assertThat(ratio(summary)).isBetween(1.0, 1.05);
  }

  @Test
  void failuresCostLittleMoreThanTheTimeTheyWaste() {
    Scheduler scheduler = scheduler(trials(TRIALS, 1));
    SimulatedCluster cluster =
        new SimulatedCluster(scheduler, 8, 4, new Odds(0.01, 0.002, 0.001), 1);

    cluster.run();

    double slotSeconds = 32.0 * scheduler.summary().makespan().toSeconds();
    assertThat(slotSeconds / cluster.busy.toSeconds()).isBetween(1.0, 1.1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void cellsGetTheirSeedsWhateverFails(long seed) {
    MoreSeeds limit = new MoreSeeds(2, 6);
    int cells = 1000;
    List<PlannedTrial> first = new ArrayList<>();
    for (int cell = 0; cell < cells; cell++) {
      for (long replicate = 0; replicate < limit.first(); replicate++) {
        first.add(ScheduledTrials.trialOfCell("qkv", cell, replicate));
        first.add(ScheduledTrials.trialOfCell("kv", cell, replicate));
      }
    }
    // A cell is decided once it has five seeds, whatever became of them.
    SeedRule rule = cell -> cell.get("kv").size() < 5 ? Set.of("kv") : Set.of();
    ComparedKey attention = new ComparedKey(ComparedKey.ATTENTION, List.of("qkv", "kv"), "qkv");
    SeedGrowth growth = SeedGrowth.resume(limit, rule, attention, first, id -> Optional.empty());
    Scheduler scheduler = scheduler(first);
    SimulatedCluster cluster = new SimulatedCluster(scheduler, 8, 4, new Odds(0, 0.02, 0.01), seed);
    cluster.growth = Optional.of(growth);

    cluster.run();

    assertThat(growth.trials()).doesNotHaveDuplicates();
    assertThat(cluster.over).hasSize(growth.trials().size());
    assertThat(scheduler.summary().trials()).isEqualTo(growth.trials().size());
    assertThat(cluster.over).hasSize(cells * 5 * 2);
  }

  private static double ratio(SweepSummary summary) {
    return (double) summary.makespan().toMillis() / summary.lowerBound().toMillis();
  }
}
