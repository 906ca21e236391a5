package org.kvsweep.schedule.halving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.kvsweep.schedule.halving.RungGroup.Climber;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.Objective;

class RungGroupTest {
  private static final double NOTHING = Double.NEGATIVE_INFINITY;

  private static EarlyStopping rule(String metric, int reduction, Double... rungs) {
    return new EarlyStopping(
        EarlyStopping.Method.ASHA, new Objective(metric), List.of(rungs), reduction);
  }

  private static List<Climber> climbers(int count) {
    return IntStream.range(0, count).mapToObj(Climber::new).toList();
  }

  @Test
  void aTrialWaitsUntilItIsCertainWhetherItIsAmongTheBest() {
    RungGroup group = new RungGroup(rule("validation-loss", 2, 0.5), 4);
    List<Climber> trials = climbers(4);

    assertThat(group.arrives(trials.get(0), 3)).isEmpty();
    assertThat(group.arrives(trials.get(1), 2)).isEmpty();
    assertThat(trials).filteredOn(Climber::waiting).hasSize(2);
    // Two are better now, of two that go on.
    assertThat(group.arrives(trials.get(2), 1)).containsExactly(trials.get(0), trials.get(2));
    assertThat(trials.get(0).out()).isTrue();
    assertThat(trials.get(2).passed()).isEqualTo(1);
    assertThat(group.arrives(trials.get(3), 4)).containsExactly(trials.get(3), trials.get(1));
  }

  @Test
  void whoEndsBeforeTheRungIsWorseThanAllOthers() {
    RungGroup group = new RungGroup(rule("validation-loss", 3, 0.5), 3);
    List<Climber> trials = climbers(3);

    group.arrives(trials.get(0), Double.NaN);
    assertThat(group.leaves(trials.get(1))).isEmpty();
    assertThat(group.leaves(trials.get(2))).containsExactly(trials.get(0));
    assertThat(trials.get(0).passed()).isEqualTo(1);
  }

  @Test
  void moreIsBetterWhereTheMetricSaysSoAndWhatIsNotANumberIsWorst() {
    RungGroup group = new RungGroup(rule("validation-accuracy", 2, 0.5), 4);
    List<Climber> trials = climbers(4);

    group.arrives(trials.get(0), Double.NaN);
    group.arrives(trials.get(1), 0.1);
    group.arrives(trials.get(2), 0.9);
    group.arrives(trials.get(3), 0.2);

    assertThat(trials).filteredOn(Climber::out).containsExactly(trials.get(0), trials.get(1));
  }

  @Test
  void ofEqualsTheFirstInTheSweepIsBetterWhicheverComesFirst() {
    for (List<Integer> order : List.of(List.of(0, 1), List.of(1, 0))) {
      RungGroup group = new RungGroup(rule("validation-loss", 2, 0.5), 2);
      List<Climber> trials = climbers(2);

      order.forEach(next -> group.arrives(trials.get(next), 1));

      assertThat(trials.get(0).passed()).isEqualTo(1);
      assertThat(trials.get(1).out()).isTrue();
    }
  }

  @Test
  void aGroupOfOneWaitsForNobody() {
    RungGroup group = new RungGroup(rule("validation-loss", 3, 0.1, 0.3), 1);
    Climber only = new Climber(7);

    assertThat(group.arrives(only, 5)).containsExactly(only);
    assertThat(group.arrives(only, 5)).containsExactly(only);
    assertThat(only.passed()).isEqualTo(2);
  }

  /** What trials measure at each rung; where one ends before a rung, nothing from there on. */
  private static double[][] measured(int trials, int rungs, int percentEnding, Random random) {
    double[][] measured = new double[trials][rungs];
    for (double[] values : measured) {
      boolean ended = false;
      for (int rung = 0; rung < rungs; rung++) {
        ended |= random.nextInt(100) < percentEnding;
        // Few numbers, so that there are equals.
        values[rung] = ended ? NOTHING : random.nextInt(8) == 0 ? Double.NaN : random.nextInt(9);
      }
    }
    return measured;
  }

  /** How many rungs each trial passes: the rule by the book, on everything at once. */
  private static int[] byTheBook(EarlyStopping rule, double[][] measured) {
    int[] passed = new int[measured.length];
    List<Integer> there = IntStream.range(0, measured.length).boxed().toList();
    int places = measured.length;
    for (int i = 0; i < rule.rungs().size(); i++) {
      int rung = i;
      places = rule.goingOn(places);
      there =
          there.stream()
              .filter(trial -> measured[trial][rung] != NOTHING)
              .sorted(
                  Comparator.<Integer>comparingDouble(trial -> measured[trial][rung])
                      .thenComparing(Comparator.naturalOrder()))
              .limit(places)
              .toList();
      there.forEach(trial -> passed[trial]++);
    }
    return passed;
  }

  @Property(tries = 2000)
  void whoPassesDependsOnWhatIsMeasuredAloneAndNobodyWaitsForEver(
      @ForAll @IntRange(min = 1, max = 40) int trials,
      @ForAll @IntRange(min = 2, max = 5) int reduction,
      @ForAll @IntRange(min = 0, max = 20) int percentEnding,
      @ForAll long seed) {
    Random random = new Random(seed);
    EarlyStopping rule = rule("validation-loss", reduction, 0.1, 0.3, 0.6);
    double[][] measured = measured(trials, 3, percentEnding, random);
    RungGroup group = new RungGroup(rule, trials);
    List<Climber> all = climbers(trials);

    List<Climber> climbing = new ArrayList<>(all);
    while (!climbing.isEmpty()) {
      Climber next = climbing.remove(random.nextInt(climbing.size()));
      boolean arrives = next.passed() < 3 && measured[next.position()][next.passed()] != NOTHING;
      List<Climber> decided =
          arrives
              ? group.arrives(next, measured[next.position()][next.passed()])
              : group.leaves(next);
      assertThat(decided).doesNotHaveDuplicates();
      decided.stream().filter(climber -> !climber.out()).forEach(climbing::add);
    }

    assertThat(all).noneMatch(Climber::waiting);
    assertThat(all.stream().mapToInt(Climber::passed)).containsExactly(boxed(rule, measured));
  }

  private static Integer[] boxed(EarlyStopping rule, double[][] measured) {
    return IntStream.of(byTheBook(rule, measured)).boxed().toArray(Integer[]::new);
  }
}
