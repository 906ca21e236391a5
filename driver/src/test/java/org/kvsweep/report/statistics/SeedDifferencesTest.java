package org.kvsweep.report.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers from SciPy 1.17.1 and statsmodels 0.15.0; the calls are beside them. */
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
    // sm.OLS(d, ones).fit(cov_type='cluster', cov_kwds={'groups': seeds}, use_t=True)
    PairedDifference difference = PairedDifference.of(0.005, bySeed(8, 5));
    assertThat(difference.pairs()).isEqualTo(13);
    assertThat(difference.mean()).isCloseTo(-0.01115384615384616, within(1e-15));
    assertThat(difference.p()).isCloseTo(0.004801645008042998, within(1e-12));
    Interval interval = difference.interval().orElseThrow();
    assertThat(interval.low()).isCloseTo(-0.01764797, within(1e-8));
    assertThat(interval.high()).isCloseTo(-0.00465972, within(1e-8));

    PairedDifference four = PairedDifference.of(0.05, bySeed(4, 3));
    assertThat(four.test()).isEqualTo(PairedTest.STUDENT_T);
    assertThat(four.p()).isCloseTo(0.06884053043372619, within(1e-12));
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

  /**
   * Differences of two normal parts, one of which the cells share. Were each pair tested as if
   * drawn by itself, 17 to 36 in a hundred would be significant by chance.
   */
  @ParameterizedTest
  @CsvSource({"4, 3, 0.3", "8, 5, 0.15", "4, 10, 0.7", "8, 10, 0"})
  void findsNoMoreThanChanceWhereSeedsGoTogether(int cells, int seeds, double shared) {
    SplittableRandom random = new SplittableRandom(7);
    int sweeps = 2000;
    int found = 0;
    for (int sweep = 0; sweep < sweeps; sweep++) {
      List<double[]> bySeed =
          IntStream.range(0, seeds)
              .mapToObj(
                  seed -> {
                    double own = Math.sqrt(shared) * random.nextGaussian();
                    return IntStream.range(0, cells)
                        .mapToDouble(c -> own + Math.sqrt(1 - shared) * random.nextGaussian())
                        .toArray();
                  })
              .toList();
      found += PairedDifference.of(0.05, bySeed).p() < 0.05 ? 1 : 0;
    }

    // Five standard deviations of a share of 5 % are 2.4 %.
    assertThat((double) found / sweeps).isBetween(0.026, 0.074);
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
