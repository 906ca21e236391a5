package org.kvsweep.report.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers from SciPy 1.17.1; the calls are beside them. */
class SeedDifferencesTest {
  private static final double[] FIRST_CELL = {
    -0.012, 0.004, -0.021, -0.008, -0.017, -0.003, 0.001, -0.010
  };

  private static final double[] SECOND_CELL = {
    -0.013, -0.01, -0.0195, -0.014, -0.0225, -0.0095, -0.0045, -0.016
  };

  @Test
  void countsPairsOfASeedAsOne() {
    PairedDifference difference = PairedDifference.of(0.05, bySeed(8, 8));

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
    PairedDifference strict = PairedDifference.of(0.005, bySeed(8, 8));
    assertThat(strict.test()).isEqualTo(PairedTest.STUDENT_T);
    assertThat(strict.p()).isCloseTo(0.0030229381711343725, within(1e-12));
  }

  @Test
  void letsEachPairCountOnceWhereSeedsHaveUnequalNumbersOfThem() {
    // The CR2 matrices of a regression on a constant, with the seeds as clusters: residuals times
    // inv(sqrtm(I - H_seed)), and Satterthwaite's degrees of freedom for equal variances
    PairedDifference difference = PairedDifference.of(0.005, bySeed(8, 5));
    assertThat(difference.pairs()).isEqualTo(13);
    assertThat(difference.mean()).isCloseTo(-0.011153846153846155, within(1e-15));
    assertThat(difference.standardDeviation() / Math.sqrt(8))
        .isCloseTo(0.0027702099408475913, within(1e-15));
    assertThat(difference.p()).isCloseTo(0.006134135372213361, within(1e-12));
    Interval interval = difference.interval().orElseThrow();
    assertThat(interval.low()).isCloseTo(-0.017841690830606403, within(1e-12));
    assertThat(interval.high()).isCloseTo(-0.004466001477085907, within(1e-12));

    PairedDifference four = PairedDifference.of(0.05, bySeed(4, 3));
    assertThat(four.test()).isEqualTo(PairedTest.STUDENT_T);
    assertThat(four.p()).isCloseTo(0.07896044767659213, within(1e-12));
    assertThat(PairedDifference.of(0.001, bySeed(8, 1)).p())
        .isCloseTo(0.01924402326064437, within(1e-12));
  }

  @Test
  void changesTheSignsOfAllPairsOfASeedTogether() {
    // sums = [sum of the seed's differences]; st.permutation_test((sums,), np.sum,
    // permutation_type='samples', n_resamples=np.inf).pvalue
    assertThat(PairedDifference.of(0.05, bySeed(8, 5)).p()).isCloseTo(0.015625, within(1e-12));
  }

  @Test
  void saysNothingOfChanceWithOneSeed() {
    PairedDifference one =
        PairedDifference.of(0.05, List.of(new double[] {-0.1, -0.12, -0.11, -0.1, -0.13, -0.1}));

    assertThat(one.pairs()).isEqualTo(6);
    assertThat(one.replicated()).isFalse();
    assertThat(one.p()).isNaN();
    assertThat(one.interval()).isEmpty();
    assertThat(one.mean()).isCloseTo(-0.11, within(1e-12));
  }

  @Test
  void isTiedOnlyWhereNoPairDiffers() {
    PairedDifference evenOut =
        PairedDifference.of(
            0.05, List.of(new double[] {0.5, -0.5}, new double[] {-0.25, 0.25}, new double[2]));
    assertThat(evenOut.tied()).isFalse();
    assertThat(evenOut.alike()).isFalse();
    assertThat(evenOut.p()).isEqualTo(1);

    assertThat(PairedDifference.of(0.05, List.of(new double[2], new double[1])).tied()).isTrue();
  }

  @Test
  void takesPairsThatCancelForNoDifference() {
    double one = 2 / 30.0 - 1 / 30.0;
    double other = 2 / 30.0 - 3 / 30.0;
    double[] own = {one, other};
    assertThat(one + other).isNotZero();

    assertThat(PairedDifference.of(0.05, Collections.nCopies(8, own)).p()).isEqualTo(1);
  }

  /**
   * Differences of two normal parts, one of which the cells share. Were each pair tested as if
   * drawn by itself, up to 28 in a hundred would be significant by chance.
   *
   * @param pairs how many each seed has
   */
  @ParameterizedTest
  @CsvSource({
    "4 4 4, 0.3",
    "8 8 8 8 8, 0.15",
    "4 4 4 4 4 4 4 4 4 4, 0.7",
    "8 8 8 8 8 8 8 8 8 8, 0",
    "8 8 8 7, 0.3",
    "4 4 4 2 2 2, 0.3",
    "4 4 4 1 1, 0.25",
    "8 8 8 1 1 1 1 1 1 1, 0.25",
  })
  void findsNoMoreThanChanceWhereSeedsGoTogether(String pairs, double shared) {
    int[] counts = Arrays.stream(pairs.split(" ")).mapToInt(Integer::parseInt).toArray();
    SplittableRandom random = new SplittableRandom(7);
    int sweeps = 2000;
    int byT = 0;
    int bySigns = 0;
    for (int sweep = 0; sweep < sweeps; sweep++) {
      List<double[]> bySeed =
          Arrays.stream(counts)
              .mapToObj(
                  count -> {
                    double own = Math.sqrt(shared) * random.nextGaussian();
                    return IntStream.range(0, count)
                        .mapToDouble(c -> own + Math.sqrt(1 - shared) * random.nextGaussian())
                        .toArray();
                  })
              .toList();
      SeedDifferences differences = new SeedDifferences(bySeed);
      byT += PairedTest.STUDENT_T.p(differences) < 0.05 ? 1 : 0;
      bySigns += PairedTest.SIGN_FLIP.p(differences) < 0.05 ? 1 : 0;
    }

    // Five standard deviations of a share of 5 % are 2.4 %.
    assertThat((double) byT / sweeps).isBetween(0.026, 0.074);
    assertThat((double) bySigns / sweeps).isLessThan(0.074);
  }

  /** The first so many seeds of each cell. */
  private static List<double[]> bySeed(int first, int second) {
    return IntStream.range(0, first)
        .mapToObj(
            seed ->
                seed < second
                    ? new double[] {FIRST_CELL[seed], SECOND_CELL[seed]}
                    : new double[] {FIRST_CELL[seed]})
        .toList();
  }
}
