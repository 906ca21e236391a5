package org.kvsweep.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.kvsweep.schedule.SimulatedCluster.Measuring;
import org.kvsweep.schedule.SimulatedCluster.Odds;
import org.kvsweep.schedule.halving.EarlyStopper;
import org.kvsweep.schedule.tuning.BowlSpace;
import org.kvsweep.schedule.tuning.SweepGrowth;
import org.kvsweep.schedule.tuning.TuningGrowth;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Stage;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;

/** Tuning on simulated clusters: the same trials come out, whatever happens. */
class TuningSimulationTest {
  private static final List<String> SIDES = List.of("qkv", "kv");
  private static final Odds ROUGH = new Odds(0, 0.05, 0.02, 0.1, 0.2);

  /** Enough retries for no trial to fail by bad luck. */
  private static final SchedulePolicy PATIENT =
      SchedulePolicy.STANDARD.withRetries(new RetryPolicy(1000, 1000, 1000, 1000));

  /** A sweep that tunes, with what outlives its driver. */
  private static final class Sweep {
    private final Supplier<TuningGrowth> fresh;
    private final Optional<EarlyStopping> rule;
    private final Measuring measuring;
    private final Map<TrialId, Integer> kept = new HashMap<>();
    private final Map<TrialId, AttemptVerdict.Over> over = new HashMap<>();

    Sweep(Tuning tuning, int confirmed, Optional<EarlyStopping> rule) {
      this(tuning, confirmed, rule, (trial, tenth) -> BowlSpace.loss(trial) + 1.0 / tenth);
    }

    Sweep(Tuning tuning, int confirmed, Optional<EarlyStopping> rule, Measuring measuring) {
      this(
          () -> TuningGrowth.of(tuning, Optional.of(BowlSpace.confirmation(tuning, confirmed))),
          rule,
          measuring);
    }

    Sweep(Supplier<TuningGrowth> fresh, Optional<EarlyStopping> rule, Measuring measuring) {
      this.fresh = fresh;
      this.rule = rule;
      this.measuring = measuring;
    }

    /** Goes on until so many things have happened; returns whether it has come to its end. */
    boolean run(int executors, int slots, Odds odds, long seed, long happenings) {
      TuningGrowth growth =
          Growth.resumed(
              fresh.get(),
              id -> Optional.ofNullable(over.get(id)).map(AttemptVerdict.Over::outcome));
      List<PlannedTrial> open =
          growth.trials().stream().filter(trial -> !over.containsKey(trial.id())).toList();
      Optional<EarlyStopper> stopper =
          rule.map(stopping -> new EarlyStopper(stopping, growth.trials(), ScheduledTrials::side));
      stopper.ifPresent(
          deciding ->
              growth.trials().stream()
                  .filter(trial -> over.containsKey(trial.id()))
                  .forEach(trial -> deciding.endedBefore(trial, over.get(trial.id()).outcome())));
      Scheduler scheduler = new Scheduler(open, over.size(), PATIENT, stopper);
      scheduler.expect(growth.toCome());
      SimulatedCluster cluster =
          new SimulatedCluster(scheduler, executors, slots, odds, seed, kept, over);
      cluster.growth = Optional.of(growth);
      cluster.measuring = Optional.of(measuring);
      cluster.runFor(happenings);
      return scheduler.finished();
    }

    long confirmations(String side) {
      return over.values().stream()
          .map(end -> end.attempt().trial())
          .filter(trial -> trial.stage().purpose() == Stage.Purpose.CONFIRMATION)
          .filter(trial -> ScheduledTrials.side(trial.spec()).equals(side))
          .count();
    }

    Map<TrialId, TrialOutcome.Status> outcomes() {
      Map<TrialId, TrialOutcome.Status> outcomes = new HashMap<>();
      over.forEach((id, end) -> outcomes.put(id, end.outcome().status()));
      return outcomes;
    }
  }

  @Test
  void tenThousandTrialsAreTheSameOnEveryClusterAndAfterEveryKill() {
    Tuning tuning = BowlSpace.tuning(50, 5, 8, 10, SIDES);
    Sweep quiet = new Sweep(tuning, 100, Optional.empty());
    assertThat(quiet.run(2, 1, Odds.NONE, 0, Long.MAX_VALUE)).isTrue();
    assertThat(quiet.over).hasSize(10_000);

    Sweep killed = new Sweep(tuning, 100, Optional.empty());
    Random random = new Random(1);
    int runs = 1;
    while (!killed.run(8, 4, ROUGH, random.nextLong(), 10_000 + random.nextInt(40_000))) {
      runs++;
    }

    assertThat(runs).as("runs, of which all but one were killed").isGreaterThan(2);
    assertThat(killed.outcomes()).isEqualTo(quiet.outcomes());
  }

  @Test
  void earlyStoppingGivesEverySideTheSameBudgetInEveryRound() {
    Tuning tuning = BowlSpace.tuning(30, 6, 1, 2, SIDES);
    EarlyStopping rule =
        new EarlyStopping(
            EarlyStopping.Method.ASHA, new Objective("validation-loss"), List.of(0.3), 3);
    Sweep quiet = new Sweep(tuning, 3, Optional.of(rule));
    quiet.run(2, 1, Odds.NONE, 0, Long.MAX_VALUE);

    // Of 12 samples at first and of 6 in each of three rounds a third goes on; three are confirmed.
    for (String side : SIDES) {
      List<AttemptVerdict.Over> ofSide =
          quiet.over.values().stream()
              .filter(end -> ScheduledTrials.side(end.attempt().trial().spec()).equals(side))
              .toList();
      assertThat(ofSide.stream().filter(end -> end.outcome().completed()))
          .hasSize(2 * (4 + 3 * 2 + 3));
      assertThat(ofSide).hasSize(2 * (30 + 3));
    }
    for (long seed = 1; seed <= 5; seed++) {
      Sweep killed = new Sweep(tuning, 3, Optional.of(rule));
      Random random = new Random(seed);
      boolean finished = false;
      while (!finished) {
        finished = killed.run(3, 2, ROUGH, random.nextLong(), 50 + random.nextInt(300));
      }
      assertThat(killed.outcomes()).isEqualTo(quiet.outcomes());
    }
  }

  /** Says nothing of the settings, so that hardly any sample keeps all of its seeds. */
  private static double chance(PlannedTrial trial, int tenth) {
    return new Random(trial.spec().hashCode()).nextDouble();
  }

  @Test
  void whatIsLeftIsConfirmedWhereEverySeedIsStoppedByItself() {
    EarlyStopping rule =
        new EarlyStopping(
            EarlyStopping.Method.ASHA, new Objective("validation-loss"), List.of(1 / 9.0, 0.3), 3);
    Tuning tuning = BowlSpace.tuning(30, 5, 3, 1, SIDES);
    // Of each sample the first seed alone goes on.
    Measuring bySeed = (trial, tenth) -> trial.spec().seed() + chance(trial, tenth);
    Sweep quiet = new Sweep(tuning, 5, Optional.of(rule), bySeed);
    quiet.run(2, 1, Odds.NONE, 0, Long.MAX_VALUE);

    assertThat(quiet.over).hasSize(2 * (30 * 3 + 5));
    assertThat(SIDES).allSatisfy(side -> assertThat(quiet.confirmations(side)).isEqualTo(5));
    Sweep killed = new Sweep(tuning, 5, Optional.of(rule), bySeed);
    Random random = new Random(4);
    boolean finished = false;
    while (!finished) {
      finished = killed.run(3, 2, ROUGH, random.nextLong(), 50 + random.nextInt(300));
    }
    assertThat(killed.outcomes()).isEqualTo(quiet.outcomes());
  }

  @Test
  void aGridOfWhichNoCellKeepsAllSeedsIsConfirmedToo() {
    SweepSpec file =
        SweepFile.parse(
            """
            name: grid
            task: {name: copy, length: 4, train: 256}
            model: {attention: [qkv, kv], width: 8, depth: [1, 2], heads: 1}
            training: {epochs: 9, batch-size: 32, learning-rate: [1e-3, 3e-3, 1e-2]}
            seeds: 3
            early-stopping: {method: asha, reduction: 3}
            confirm: {seeds: 5}
            """,
            "grid.yaml",
            TaskCatalog.load());
    TrialCost cost = new TrialCost(1, 1, 1, ScheduledTrials.STEPS, 1);
    Map<TrialId, TrialCost> costs = new HashMap<>();
    file.trials().forEach(trial -> costs.put(trial.id(), cost));
    SweepSpec sweep = file.withCosts(costs);
    Sweep grid =
        new Sweep(
            () ->
                (TuningGrowth)
                    SweepGrowth.of(sweep, SeedRule.NEVER, id -> Optional.empty()).orElseThrow(),
            sweep.procedure().earlyStopping(),
            TuningSimulationTest::chance);

    grid.run(2, 1, Odds.NONE, 0, Long.MAX_VALUE);

    // Of 18 trials of a side six pass the first rung, and two the second.
    assertThat(grid.over).hasSize(2 * (18 + 5));
    assertThat(SIDES).allSatisfy(side -> assertThat(grid.confirmations(side)).isEqualTo(5));
  }
}
