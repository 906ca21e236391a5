package org.kvsweep.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.Objective;

class RungGroupTest {
  private static EarlyStopping rule(String metric, int reduction, Double... rungs) {
    return new EarlyStopping(
        EarlyStopping.Method.ASHA, new Objective(metric), List.of(rungs), reduction);
  }

  @Test
  void whatComesFirstGoesOnAndThenTheBestThirdSoFar() {
    RungGroup group = new RungGroup(rule("validation-loss", 3, 0.5), 9);

    assertThat(
            List.of(5.0, 6.0, 4.0, 7.0, 5.5, 1.0, 0.5, 9.0, 0.1).stream()
                .map(loss -> group.goesOn(0, loss)))
        .containsExactly(true, false, true, false, false, true, true, false, true);
  }

  @Test
  void moreIsBetterWhereTheMetricSaysSo() {
    RungGroup group = new RungGroup(rule("validation-accuracy", 2, 0.5), 4);

    assertThat(List.of(0.5, 0.4, 0.9, 0.1).stream().map(value -> group.goesOn(0, value)))
        .containsExactly(true, false, true, false);
  }

  @Test
  void theLastToComeTakeThePlacesThatAreLeft() {
    RungGroup group = new RungGroup(rule("validation-loss", 2, 0.5), 4);

    assertThat(List.of(1.0, 2.0, 3.0, 4.0).stream().map(value -> group.goesOn(0, value)))
        .containsExactly(true, false, false, true);
  }

  @Test
  void noPlaceIsLeftForTheWorstWhereMoreThanThePlacesPassedTheRungBefore() {
    RungGroup group = new RungGroup(rule("validation-loss", 2, 0.25, 0.5), 4);

    assertThat(List.of(4.0, 3.0, 2.0, 1.0).stream().map(value -> group.goesOn(0, value)))
        .containsOnly(true);
    assertThat(List.of(1.0, 2.0, 3.0, 4.0).stream().map(value -> group.goesOn(1, value)))
        .containsExactly(true, false, false, false);
  }

  @Test
  void whatIsNotANumberIsWorst() {
    RungGroup group = new RungGroup(rule("validation-loss", 2, 0.5), 6);

    assertThat(group.goesOn(0, Double.POSITIVE_INFINITY)).isTrue();
    assertThat(group.goesOn(0, Double.NaN)).isFalse();
    assertThat(group.goesOn(0, 3)).isTrue();
    assertThat(group.reason(0, 3))
        .isEqualTo("asha: at 50 % of its budget number 1 of 3 by validation-loss, 3.000; 3 go on");
  }

  /** Trials climb in any order. */
  @Property(tries = 300)
  void atLeastAsManyGoOnAsTheRuleSaysWhateverTheResultsAndTheirOrder(
      @ForAll @IntRange(min = 1, max = 60) int trials,
      @ForAll @IntRange(min = 2, max = 5) int reduction,
      @ForAll long seed) {
    EarlyStopping rule = rule("validation-loss", reduction, 0.1, 0.3, 0.6);
    int[] passed = climb(rule, trials, seed);

    int places = trials;
    for (int count : passed) {
      places = rule.goingOn(places);
      assertThat(count).isGreaterThanOrEqualTo(places);
    }
  }

  /** As where learning rates are tried in ascending order, and the better ones come late. */
  @Property
  void theBestAlwaysGoesOn(
      @ForAll @IntRange(min = 1, max = 60) int trials,
      @ForAll @IntRange(min = 2, max = 5) int reduction,
      @ForAll @IntRange(min = 0, max = 59) int whenTheBestComes) {
    RungGroup group = new RungGroup(rule("validation-loss", reduction, 0.5), trials);

    for (int i = 0; i < trials; i++) {
      boolean best = i == Math.min(whenTheBestComes, trials - 1);
      boolean goesOn = group.goesOn(0, best ? 0 : trials - i);
      assertThat(goesOn || !best).isTrue();
    }
  }

  /** How many passed each rung. */
  private static int[] climb(EarlyStopping rule, int trials, long seed) {
    Random random = new Random(seed);
    RungGroup group = new RungGroup(rule, trials);
    int[] passed = new int[rule.rungs().size()];
    List<int[]> climbing = new ArrayList<>();
    IntStream.range(0, trials).forEach(i -> climbing.add(new int[1]));
    while (!climbing.isEmpty()) {
      Collections.shuffle(climbing, random);
      int[] level = climbing.get(0);
      if (level[0] == passed.length) {
        climbing.remove(0);
      } else if (group.goesOn(level[0], random.nextInt(10))) {
        passed[level[0]]++;
        level[0]++;
      } else {
        climbing.remove(0);
      }
    }
    return passed;
  }
}
