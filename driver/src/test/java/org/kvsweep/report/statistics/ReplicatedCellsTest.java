package org.kvsweep.report.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers from SciPy 1.17.1; the calls are beside them. */
class ReplicatedCellsTest {
  private static final double[] FIRST_CELL = {
    -0.012, 0.004, -0.021, -0.008, -0.017, -0.003, 0.001, -0.010
  };

  private static final double[] SECOND_CELL = {
    -0.013, -0.01, -0.0195, -0.014, -0.0225, -0.0095, -0.0045, -0.016
  };

  @Test
  void countsPairsOfASeedAsOne() {
    PairedDifference difference = PairedDifference.of(0.05, cells(8, 8));

    assertThat(difference.pairs()).isEqualTo(16);
    assertThat(difference.seeds()).isEqualTo(8);
    // m = (first + second) / 2; np.mean(m), np.std(m, ddof=1), st.t.interval(.95, 7, …, st.sem(m))
    assertThat(difference.mean()).isCloseTo(-0.0109375, within(1e-15));
    assertThat(difference.standardDeviation()).isCloseTo(0.006974123088757673, within(1e-15));
    Interval interval = difference.interval().orElseThrow();
    assertThat(interval.low()).isCloseTo(-0.016768012812222236, within(1e-12));
    assertThat(interval.high()).isCloseTo(-0.005106987187777762, within(1e-12));
    // st.permutation_test((m,), np.mean, permutation_type='samples', n_resamples=np.inf).pvalue
    assertThat(difference.test()).isEqualTo(PairedTest.SIGN_FLIP);
    assertThat(difference.p()).isCloseTo(0.0078125, within(1e-12));
    // st.ttest_1samp(m, 0).pvalue
    PairedDifference strict = PairedDifference.of(0.005, cells(8, 8));
    assertThat(strict.test()).isEqualTo(PairedTest.STUDENT_T);
    assertThat(strict.p()).isCloseTo(0.0030229381711343725, within(1e-12));
  }

  @Test
  void letsEachCellCountOnceWhereSomeHaveMoreSeeds() {
    // The CR2 matrices of a regression on the cells, with the seeds as clusters: residuals times
    // inv(sqrtm(I - H_seed)), Satterthwaite's degrees of freedom for equal variances, and the mean
    // of the cells' coefficients
    PairedDifference difference = PairedDifference.of(0.005, cells(8, 5));
    assertThat(difference.pairs()).isEqualTo(13);
    assertThat(difference.mean()).isCloseTo(-0.012025, within(1e-15));
    // The standard error times the root of the harmonic mean of 8 and 5
    assertThat(difference.standardDeviation()).isCloseTo(0.006128118335387683, within(1e-15));
    assertThat(difference.p()).isCloseTo(0.00364385241349235, within(1e-12));
    Interval interval = difference.interval().orElseThrow();
    assertThat(interval.low()).isCloseTo(-0.018220160083544795, within(1e-12));
    assertThat(interval.high()).isCloseTo(-0.005829839916455206, within(1e-12));

    PairedDifference four = PairedDifference.of(0.05, cells(4, 3));
    assertThat(four.test()).isEqualTo(PairedTest.STUDENT_T);
    assertThat(four.p()).isCloseTo(0.07084840812258615, within(1e-12));
    assertThat(PairedDifference.of(0.001, cells(8, 2)).p())
        .isCloseTo(0.07114995327699059, within(1e-12));
  }

  @Test
  void takesACellOfOneSeedToVaryAsTheOthersDo() {
    ReplicatedCells replicated = new ReplicatedCells(cells(8, 1));

    double variance = StatUtils.variance(FIRST_CELL);
    assertThat(replicated.standardError())
        .isCloseTo(Math.sqrt(variance * (1 / 8.0 + 1) / 4), within(1e-15));
    assertThat(replicated.freedom()).isCloseTo(7, within(1e-12));
  }

  @Test
  void doesNotTakeWhatCellsDifferByForChance() {
    List<Map<Long, Double>> shifted = cells(8, 5);
    shifted.get(1).replaceAll((seed, number) -> number + 100);

    assertThat(new ReplicatedCells(shifted).standardError())
        .isCloseTo(new ReplicatedCells(cells(8, 5)).standardError(), within(1e-12));
  }

  @Test
  void summarizesTheMeansOfSeedsOverCells() {
    Summary balanced = Summary.ofCells(cells(8, 8));
    assertThat(balanced.count()).isEqualTo(2);
    assertThat(balanced.mean()).isCloseTo(-0.0109375, within(1e-15));
    assertThat(balanced.standardDeviation()).isCloseTo(0.006974123088757673, within(1e-15));
    assertThat(balanced.interval().orElseThrow().high())
        .isCloseTo(-0.005106987187777762, within(1e-12));

    Summary one = Summary.ofCells(cells(1, 1));
    assertThat(one.mean()).isCloseTo(-0.0125, within(1e-15));
    assertThat(one.standardDeviation()).isNaN();
    assertThat(one.interval()).isEmpty();

    Summary none = Summary.ofCells(List.of(Map.of()));
    assertThat(none.count()).isZero();
    assertThat(none.mean()).isNaN();
  }

  @Test
  void changesTheSignsOfAllPairsOfASeedTogether() {
    // sums = [what the seed adds to the mean]; st.permutation_test((sums,), np.sum,
    // permutation_type='samples', n_resamples=np.inf).pvalue
    assertThat(PairedDifference.of(0.05, cells(8, 5)).p()).isCloseTo(0.015625, within(1e-12));
  }

  @Test
  void saysNothingOfChanceWithOneSeedInACell() {
    PairedDifference one =
        PairedDifference.of(0.05, List.of(Map.of(0L, -0.1), Map.of(0L, -0.12), Map.of(0L, -0.14)));
    assertThat(one.pairs()).isEqualTo(3);
    assertThat(one.replicated()).isFalse();
    assertThat(one.p()).isNaN();
    assertThat(one.interval()).isEmpty();
    assertThat(one.mean()).isCloseTo(-0.12, within(1e-12));

    PairedDifference oneEach =
        PairedDifference.of(0.05, List.of(Map.of(0L, -0.1), Map.of(1L, -0.12)));
    assertThat(oneEach.seeds()).isEqualTo(2);
    assertThat(oneEach.replicated()).isFalse();
    assertThat(oneEach.p()).isNaN();
    assertThat(oneEach.interval()).isEmpty();
  }

  @Test
  void isTiedOnlyWhereNoPairDiffers() {
    PairedDifference evenOut =
        PairedDifference.of(
            0.05,
            List.of(Map.of(0L, 0.5, 1L, -0.25, 2L, 0.0), Map.of(0L, -0.5, 1L, 0.25, 2L, 0.0)));
    assertThat(evenOut.tied()).isFalse();
    assertThat(evenOut.alike()).isFalse();
    assertThat(evenOut.p()).isEqualTo(1);

    assertThat(PairedDifference.of(0.05, List.of(Map.of(0L, 0.0, 1L, 0.0), Map.of(0L, 0.0))).tied())
        .isTrue();
  }

  @Test
  void takesPairsThatCancelForNoDifference() {
    double one = 2 / 30.0 - 1 / 30.0;
    double other = 2 / 30.0 - 3 / 30.0;
    assertThat(one + other).isNotZero();

    assertThat(PairedDifference.of(0.05, List.of(eightTimes(one), eightTimes(other))).p())
        .isEqualTo(1);
  }

  private static Map<Long, Double> eightTimes(double number) {
    return cell(Collections.nCopies(8, number).stream().mapToDouble(x -> x).toArray(), 8);
  }

  /**
   * Differences of two normal parts, one of which the cells share. Were each pair tested as if
   * drawn by itself, up to 28 in a hundred would be significant by chance.
   *
   * @param seeds how many each cell has
   */
  @ParameterizedTest
  @CsvSource({
    "3 3 3 3, 0.3",
    "5 5 5 5 5 5 5 5, 0.15",
    "10 10 10 10, 0.7",
    "10 10 10 10 10 10 10 10, 0",
    "4 4 4 4 4 4 4 3, 0.3",
    "6 6 3 3, 0.3",
    "5 3 3 3, 0.25",
    "10 3 3 3 3 3 3 3, 0.25",
    "3 3 3 3 2 1 1 1, 0.25",
  })
  void findsNoMoreThanChanceWhereSeedsGoTogether(String seeds, double shared) {
    int[] counts = Arrays.stream(seeds.split(" ")).mapToInt(Integer::parseInt).toArray();
    SplittableRandom random = new SplittableRandom(7);
    int sweeps = 2000;
    int byT = 0;
    int bySigns = 0;
    for (int sweep = 0; sweep < sweeps; sweep++) {
      double[] own = random.doubles(10).map(unused -> random.nextGaussian()).toArray();
      List<Map<Long, Double>> cells =
          Arrays.stream(counts)
              .mapToObj(
                  count ->
                      cell(
                          Arrays.stream(own)
                              .map(
                                  seed ->
                                      Math.sqrt(shared) * seed
                                          + Math.sqrt(1 - shared) * random.nextGaussian())
                              .toArray(),
                          count))
              .toList();
      ReplicatedCells differences = new ReplicatedCells(cells);
      byT += PairedTest.STUDENT_T.p(differences) < 0.05 ? 1 : 0;
      bySigns += PairedTest.SIGN_FLIP.p(differences) < 0.05 ? 1 : 0;
    }

    // Five standard deviations of a share of 5 % are 2.4 %.
    assertThat((double) byT / sweeps).isBetween(0.026, 0.074);
    assertThat((double) bySigns / sweeps).isLessThan(0.074);
  }

  private static List<Map<Long, Double>> cells(int first, int second) {
    return List.of(cell(FIRST_CELL, first), cell(SECOND_CELL, second));
  }

  /** The first so many seeds. */
  private static Map<Long, Double> cell(double[] numbers, int seeds) {
    Map<Long, Double> cell = new TreeMap<>();
    IntStream.range(0, seeds).forEach(seed -> cell.put((long) seed, numbers[seed]));
    return cell;
  }
}
