package org.kvsweep.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.schedule.SimulatedCluster.Odds;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.MoreSeeds;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;

@Timeout(60)
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
    return new Scheduler(trials, 0, Set.of(), SchedulePolicy.STANDARD);
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

  private static Scheduler halving(List<PlannedTrial> trials) {
    EarlyStopping rule =
        new EarlyStopping(
            EarlyStopping.Method.ASHA, new Objective("validation-loss"), List.of(0.1, 0.3), 3);
    return new Scheduler(
        trials, 0, Set.of(), SchedulePolicy.STANDARD, Optional.of(new EarlyStopper(rule, trials)));
  }

  /** So that kv is worse throughout, and no better for it. */
  private static double loss(PlannedTrial trial) {
    double worse = trial.spec().attention() == AttentionVariant.KV ? 10 : 0;
    return worse + new Random(trial.spec().seed()).nextDouble();
  }

  private static Map<AttentionVariant, Long> count(
      SimulatedCluster cluster, Class<? extends TrialOutcome> type) {
    return cluster.over.values().stream()
        .filter(over -> type.isInstance(over.outcome()))
        .collect(
            Collectors.groupingBy(
                over -> over.attempt().trial().spec().attention(), Collectors.counting()));
  }

  @Test
  void earlyStoppingGivesEveryAttentionAboutTheSameBudget() {
    List<PlannedTrial> trials = trials(9_999, 1);
    Scheduler scheduler = halving(trials);
    SimulatedCluster cluster = new SimulatedCluster(scheduler, 8, 4, Odds.NONE, 1);
    cluster.losses = Optional.of(SchedulerSimulationTest::loss);

    cluster.run();

    assertThat(cluster.over).hasSize(9_999);
    // 3333 of each: 1111 would pass the first rung and 371 the second if all came at once.
    assertThat(count(cluster, TrialOutcome.Completed.class).values())
        .allSatisfy(completed -> assertThat(completed).isBetween(371L, 450L));
    Map<AttentionVariant, Long> steps =
        cluster.over.values().stream()
            .collect(
                Collectors.groupingBy(
                    over -> over.attempt().trial().spec().attention(),
                    Collectors.summingLong(over -> over.outcome().run().steps())));
    double most = Collections.max(steps.values());
    assertThat(most / Collections.min(steps.values())).as("steps by attention").isLessThan(1.05);
    assertThat(ratio(scheduler.summary())).isBetween(1.0, 1.05);
    assertThat(cluster.over.values())
        .filteredOn(over -> over.outcome() instanceof TrialOutcome.Completed)
        .extracting(over -> loss(over.attempt().trial()) % 10)
        .as("losses of those that went on")
        .satisfies(
            losses ->
                assertThat(losses.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
                    .isLessThan(0.15));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void everyTrialEndsOnceWithEarlyStoppingAndFailures(long seed) {
    Scheduler scheduler = halving(trials(TRIALS, seed));
    SimulatedCluster cluster =
        new SimulatedCluster(scheduler, 8, 4, new Odds(0.05, 0.02, 0.01), seed);
    cluster.losses = Optional.of(SchedulerSimulationTest::loss);

    cluster.run();

    SweepSummary summary = scheduler.summary();
    assertThat(cluster.over).hasSize(TRIALS);
    assertThat(summary.completed() + summary.stopped() + summary.failed()).isEqualTo(TRIALS);
    assertThat(count(cluster, TrialOutcome.Completed.class).values())
        .allSatisfy(completed -> assertThat(completed).isBetween(330L, 450L));
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
    SeedRule rule =
        cell -> cell.get(AttentionVariant.KV).size() < 5 ? Set.of(AttentionVariant.KV) : Set.of();
    SeedGrowth growth = SeedGrowth.resume(limit, rule, first, id -> null);
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
