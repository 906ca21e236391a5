package org.kvsweep.schedule.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.schedule.Growth;
import org.kvsweep.schedule.ScheduledTrials;
import org.kvsweep.schedule.tuning.TuningGrowth.Place;
import org.kvsweep.sweep.Confirmation;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Stage;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

class TuningGrowthTest {
  private static final List<String> SIDES = List.of("qkv", "kv");
  private static final Tuning TUNING = BowlSpace.tuning(22, 4, 2, 2, SIDES);
  private static final Confirmation CONFIRMATION = BowlSpace.confirmation(TUNING, 5);

  private static TuningGrowth growth() {
    return TuningGrowth.of(TUNING, Optional.of(CONFIRMATION));
  }

  /** Ends all trials in the order that the seed gives. */
  private static Map<TrialId, TrialOutcome> run(
      TuningGrowth growth, long order, Function<PlannedTrial, TrialOutcome> ends) {
    Random random = new Random(order);
    Map<TrialId, TrialOutcome> ended = new HashMap<>();
    List<PlannedTrial> open = new ArrayList<>(growth.trials());
    while (!open.isEmpty()) {
      PlannedTrial trial = open.remove(random.nextInt(open.size()));
      ended.put(trial.id(), ends.apply(trial));
      open.addAll(growth.ended(trial, ends.apply(trial)));
    }
    return ended;
  }

  private static Set<PlannedTrial> trials(Growth growth) {
    return Set.copyOf(growth.trials());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theSameTrialsComeWhateverTheOrderInWhichTheyEnd(long order) {
    TuningGrowth one = growth();
    TuningGrowth other = growth();

    run(one, 0, BowlSpace::completed);
    run(other, order, BowlSpace::completed);

    assertThat(one.trials()).doesNotHaveDuplicates().hasSize(2 * 2 * (22 * 2 + 5));
    assertThat(trials(other)).isEqualTo(trials(one));
  }

  @Test
  void aSweepThatWasInterruptedGoesOnAsItWouldHave() {
    TuningGrowth whole = growth();
    Map<TrialId, TrialOutcome> all = run(whole, 5, BowlSpace::completed);
    Random random = new Random(6);

    for (int kill = 0; kill < 20; kill++) {
      Map<TrialId, TrialOutcome> known = new HashMap<>(all);
      double share = random.nextDouble();
      known.keySet().removeIf(id -> random.nextDouble() < share);
      TuningGrowth resumed = Growth.resumed(growth(), id -> Optional.ofNullable(known.get(id)));
      assertThat(trials(whole)).containsAll(resumed.trials());
      List<PlannedTrial> open =
          new ArrayList<>(
              resumed.trials().stream().filter(t -> !known.containsKey(t.id())).toList());
      while (!open.isEmpty()) {
        PlannedTrial trial = open.remove(0);
        resumed.ended(trial, BowlSpace.completed(trial)).stream()
            .forEach(
                added -> {
                  if (known.containsKey(added.id())) {
                    open.addAll(resumed.ended(added, known.get(added.id())));
                  } else {
                    open.add(added);
                  }
                });
      }
      assertThat(trials(resumed)).isEqualTo(trials(whole));
    }
  }

  @Test
  void theBestSettingsOfEachSideAreTrainedWithTheSameFreshSeeds() {
    TuningGrowth growth = growth();

    run(growth, 0, BowlSpace::completed);

    assertThat(growth.sides()).hasSize(4);
    for (TunedSide side : growth.sides()) {
      TunedSample best =
          side.samples().stream()
              .min(Comparator.comparingDouble(s -> s.value(side.objective()).orElseThrow()))
              .orElseThrow();
      assertThat(side.best()).contains(best);
      assertThat(side.confirming().stream().map(trial -> trial.spec().seed()))
          .containsExactly(2L, 3L, 4L, 5L, 6L);
      assertThat(side.confirming())
          .allSatisfy(
              trial -> {
                assertThat(trial.stage()).isEqualTo(Stage.CONFIRMATION);
                assertThat(trial.spec().withSeed(0)).isEqualTo(best.trials().get(0).spec());
              });
    }
  }

  @Test
  void howManyTrialsThereWillBeIsKnownFromTheStart() {
    TuningGrowth growth = growth();
    Set<Integer> totals =
        run(
                growth,
                1,
                trial -> {
                  assertThat(growth.trials().size() + growth.toCome()).isEqualTo(196);
                  return BowlSpace.completed(trial);
                })
            .keySet()
            .stream()
            .map(id -> growth.trials().size() + growth.toCome())
            .collect(Collectors.toSet());

    assertThat(totals).containsExactly(196);
    assertThat(growth.toCome()).isZero();
  }

  @Test
  void aSideThatAlwaysFailsIsTunedToTheEndAndNotConfirmed() {
    TuningGrowth growth = growth();

    run(
        growth,
        0,
        trial ->
            ScheduledTrials.side(trial.spec()).equals("kv")
                ? ScheduledTrials.failed(FailureKind.INTERNAL_ERROR)
                : BowlSpace.completed(trial));

    assertThat(growth.sides())
        .allSatisfy(
            side -> {
              assertThat(side.samples()).hasSize(22);
              assertThat(side.confirming()).hasSize(side.side().equals("kv") ? 0 : 5);
            });
    assertThat(growth.toCome()).isZero();
  }

  @Test
  void whatBecomesOfOneSideChangesNothingForTheOther() {
    TuningGrowth one = growth();
    TuningGrowth other = growth();

    run(one, 0, BowlSpace::completed);
    run(
        other,
        3,
        trial ->
            ScheduledTrials.side(trial.spec()).equals("kv")
                ? ScheduledTrials.failed(FailureKind.HANG)
                : BowlSpace.completed(trial));

    assertThat(ofSide(other, "qkv")).isEqualTo(ofSide(one, "qkv"));
  }

  private static Set<PlannedTrial> ofSide(TuningGrowth growth, String side) {
    return growth.trials().stream()
        .filter(trial -> ScheduledTrials.side(trial.spec()).equals(side))
        .collect(Collectors.toSet());
  }

  @Test
  void theBestOfAGridCanBeConfirmedToo() {
    List<PlannedTrial> grid =
        TuningGrowth.of(TUNING, Optional.empty()).trials().stream()
            .map(trial -> trial.at(Stage.tuning(0)))
            .toList();
    TuningGrowth growth =
        TuningGrowth.of(
            grid,
            trial -> new Place(trial.spec().taskName(), ScheduledTrials.side(trial.spec())),
            CONFIRMATION);

    assertThat(growth.trials()).isEqualTo(grid);
    assertThat(growth.toCome()).isEqualTo(2 * 2 * 5);
    run(growth, 0, BowlSpace::completed);

    assertThat(growth.trials()).hasSize(grid.size() + 20);
    assertThat(growth.sides()).allSatisfy(side -> assertThat(side.confirming()).hasSize(5));
  }

  private static TrialRun run(double loss) {
    EpochMetrics measured = new EpochMetrics(1, 10, 1, Map.of("validation-loss", loss));
    return TrialRun.none().withMetrics(10, List.of(measured));
  }

  private static TrialOutcome completed(double loss) {
    return new TrialOutcome.Completed(run(loss));
  }

  private static TrialOutcome stopped(double loss) {
    return TrialOutcome.Stopped.early(run(loss), 1, "not among the best");
  }

  @Test
  void whereNoSampleKeepsAllSeedsTheBestOfThoseWithTheMostIsConfirmed() {
    Tuning tuning = BowlSpace.tuning(5, 1, 3, 1, List.of("qkv"));
    TuningGrowth growth = TuningGrowth.of(tuning, Optional.of(BowlSpace.confirmation(tuning, 4)));
    TunedSide side = growth.sides().get(0);
    List<TunedSample> samples = side.samples();
    List<List<TrialOutcome>> outcomes =
        List.of(
            List.of(stopped(0.01), stopped(0.01), stopped(0.01)),
            List.of(completed(0.01), stopped(0.01), stopped(0.01)),
            List.of(completed(0.3), stopped(0.01), completed(0.5)),
            List.of(completed(0.2), completed(0.4), stopped(0.9)),
            List.of(completed(0.1), completed(0.1), new TrialOutcome.Diverged(run(0.1), 11)));

    for (int i = 0; i < samples.size(); i++) {
      for (int seed = 0; seed < 3; seed++) {
        growth.ended(samples.get(i).trials().get(seed), outcomes.get(i).get(seed));
      }
    }

    assertThat(side.best()).contains(samples.get(3));
    assertThat(samples.get(3).value(side.objective())).isEmpty();
    assertThat(samples.get(3).valueOfCompleted(side.objective()).orElseThrow())
        .isCloseTo(0.3, within(1e-12));
    assertThat(side.confirming()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"method: sobol, samples: 6", "method: tpe, samples: 16, round: 2"})
  void aTrialThatSeveralTasksHaveInCommonIsTrainedOnceForAllOfThem(String method) {
    SweepSpec sweep =
        SweepFile.parse(
            """
            name: common
            task: {name: copy, length: [8, 16], train: 256}
            model: {attention: [qkv, kv], width: 8, depth: [1, 2], heads: 1}
            training: {learning-rate: [1e-3, 2e-3, 3e-3, 4e-3, 5e-3, 6e-3, 7e-3, 8e-3, 9e-3, 1e-2]}
            when: {task.length: {model.depth: 2}}
            tune: {%s}
            confirm: {seeds: 3}
            """
                .formatted(method),
            "common.yaml",
            TaskCatalog.load());
    assertThat(sweep.trials()).doesNotHaveDuplicates();
    Set<Set<PlannedTrial>> made = new HashSet<>();
    for (long order = 0; order < 5; order++) {
      TuningGrowth growth =
          TuningGrowth.of(
              sweep.procedure().tuning().orElseThrow(), sweep.procedure().confirmation());

      run(
          growth,
          order,
          trial -> completed(new Random(trial.spec().withSeed(0).hashCode()).nextDouble()));

      assertThat(growth.trials().stream().map(PlannedTrial::id)).doesNotHaveDuplicates();
      assertThat(growth.toCome()).isZero();
      assertThat(growth.sides())
          .hasSize(4)
          .allSatisfy(side -> assertThat(side.confirming()).hasSize(3));
      made.add(
          growth.trials().stream().map(trial -> trial.at(Stage.PLAIN)).collect(Collectors.toSet()));
    }
    assertThat(made).as("whatever the order").hasSize(1);
  }
}
