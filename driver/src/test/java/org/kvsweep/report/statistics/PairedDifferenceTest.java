package org.kvsweep.report.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers from SciPy 1.17.1; the calls are beside them. */
class PairedDifferenceTest {
  private static final double[] EIGHT = {
    -0.012, 0.004, -0.021, -0.008, -0.017, -0.003, 0.001, -0.010
  };

  private static final double[] TIES = {
    -0.02, 0.0, -0.02, 0.01, -0.02, 0.0, -0.01, -0.03, 0.01, -0.02
  };

  private static final double[] THIRTY = {
    0.01, -0.07, 0.02, -0.06, 0.02, 0.09, -0.12, -0.03, -0.1, -0.04, -0.17, -0.11, -0.07, 0.04,
    0.06, -0.18, -0.13, 0.01, -0.25, -0.1, -0.06, 0.08, 0.02, -0.08, -0.09, -0.08, 0.1, -0.09,
    -0.08, -0.01
  };

  @Test
  void describesTheDifferences() {
    PairedDifference difference = PairedDifference.of(0.05, EIGHT);

    assertThat(difference.pairs()).isEqualTo(8);
    assertThat(difference.mean()).isCloseTo(-0.00825, within(1e-15));
    assertThat(difference.standardDeviation()).isCloseTo(0.008614771367499299, within(1e-15));
    // st.t.interval(.95, 7, np.mean(d), st.sem(d))
    assertThat(difference.interval().orElseThrow().low())
        .isCloseTo(-0.01545212909828601, within(1e-12));
    assertThat(difference.interval().orElseThrow().high())
        .isCloseTo(-0.0010478709017139902, within(1e-12));
    // J = exp(gammaln(7/2) - gammaln(6/2) - log(sqrt(7/2))); J * np.mean(d) / np.std(d, ddof=1)
    assertThat(difference.effectSize()).isCloseTo(-0.850594133692869, within(1e-12));
  }

  @Test
  void countsSignFlipsExactly() {
    // st.permutation_test((d,), np.mean, permutation_type='samples', n_resamples=np.inf).pvalue
    assertThat(PairedDifference.of(0.05, EIGHT).test()).isEqualTo(PairedTest.SIGN_FLIP);
    assertThat(PairedDifference.of(0.05, EIGHT).p()).isCloseTo(0.046875, within(1e-12));
    assertThat(PairedDifference.of(0.05, TIES).p()).isCloseTo(0.0859375, within(1e-12));
  }

  @Test
  void usesStudentsTestWhereFlippingSignsCouldFindNothing() {
    // st.ttest_1samp(d, 0).pvalue
    PairedDifference three = PairedDifference.of(0.05, -0.3, -0.32, -0.31);
    assertThat(three.test()).isEqualTo(PairedTest.STUDENT_T);
    assertThat(three.p()).isCloseTo(0.00034668054430648675, within(1e-12));
    PairedDifference five = PairedDifference.of(0.05, Arrays.copyOf(EIGHT, 5));
    assertThat(five.p()).isCloseTo(0.06618163508633726, within(1e-12));
    // 2/2^6 = 0.03125
    assertThat(PairedDifference.of(0.05, 1, 2, 3, 4, 5, 6).test()).isEqualTo(PairedTest.SIGN_FLIP);
    assertThat(PairedDifference.of(0.03, 1, 2, 3, 4, 5, 6).test()).isEqualTo(PairedTest.STUDENT_T);
  }

  @Test
  void makesNothingOfEqualDifferencesThatAreTooFew() {
    // Student's t would be infinite. st.permutation_test(...).pvalue is 0.5
    assertThat(PairedDifference.of(0.05, -0.5, -0.5).p()).isEqualTo(0.5);
    assertThat(PairedDifference.of(0.05, -0.5).p()).isNaN();
  }

  @Test
  void flipsTheSignsOfManyRoundedDifferences() {
    // The exact share, counted over whole hundredths in rational numbers.
    assertThat(PairedDifference.of(0.05, THIRTY).test()).isEqualTo(PairedTest.SIGN_FLIP);
    assertThat(PairedDifference.of(0.05, THIRTY).p()).isCloseTo(0.003354182466864586, within(1e-9));
    // Of 30 equal sizes, 25 or more with the same sign: 2 * st.binom.sf(24, 30, 0.5)
    double[] equal = new double[30];
    Arrays.setAll(equal, i -> i < 25 ? 0.1 : -0.1);
    assertThat(PairedDifference.of(0.05, equal).p()).isCloseTo(0.0003249142318964, within(1e-12));
  }

  @Test
  void roundingHardlyChangesWhatLookingAtEachWayFinds() {
    double[] twenty = Arrays.copyOf(THIRTY, 20);
    Arrays.setAll(twenty, i -> twenty[i] * Math.sqrt(i + 2));
    double[] more = Arrays.copyOf(twenty, 21);
    more[20] = 1e-9;

    assertThat(PairedDifference.of(0.05, more).p())
        .isGreaterThanOrEqualTo(PairedDifference.of(0.05, twenty).p())
        .isCloseTo(PairedDifference.of(0.05, twenty).p(), within(1e-3));
  }

  @Test
  void aLargeDifferenceHidesNoSmallOnes() {
    for (double small : new double[] {1e-5, 1e-6}) {
      double[] alike = new double[199];
      Arrays.setAll(alike, i -> i == 0 ? 1 : small * (1 + i / 20.0));

      for (int pairs : new int[] {20, 21, 40, 199}) {
        assertThat(PairedDifference.of(0.05, Arrays.copyOf(alike, pairs)).p())
            .isCloseTo(Math.pow(2, 1 - pairs), withinPercentage(1e-6));
      }
    }
  }

  @Test
  void roundingNeverMakesPTooSmall() {
    SplittableRandom random = new SplittableRandom(1);
    for (int draw = 0; draw < 4; draw++) {
      long[] sizes = new long[21];
      Arrays.setAll(sizes, i -> random.nextLong(-700, 1_000) * (i % 3 == 0 ? 50 : 1));
      double[] differences = Arrays.stream(sizes).mapToDouble(size -> size / 1e5).toArray();

      long observed = Math.abs(Arrays.stream(sizes).sum());
      double exact = asExtreme(sizes, 0, 0, observed) / Math.pow(2, sizes.length);

      assertThat(PairedDifference.of(0.05, differences).p())
          .isBetween(exact * (1 - 1e-9), exact + 1e-4);
    }
  }

  private static double asExtreme(long[] sizes, int next, long sum, long observed) {
    if (next == sizes.length) {
      return Math.abs(sum) >= observed ? 1 : 0;
    }
    return asExtreme(sizes, next + 1, sum + sizes[next], observed)
        + asExtreme(sizes, next + 1, sum - sizes[next], observed);
  }

  @Test
  void equalDifferencesOfManyRowsAreATieForTheTestOfSigns() {
    // What the subtraction leaves is more than 1e-12 of one row in 100,000.
    double[] rows = new double[7];
    double[] signs = {1, 1, -1, 1, 1, 1, -1};
    for (int i = 0; i < rows.length; i++) {
      double right = 90_026 + 97 * i;
      rows[i] = (right + signs[i]) / 100_000 - right / 100_000;
    }

    // 2 * st.binom.sf(4, 7, 0.5)
    assertThat(SignFlips.p(rows)).isEqualTo(2 * (21 + 7 + 1) / 128.0);
  }

  @Test
  void aFewLargeDifferencesAreNotOutvotedByManySmallOnes() {
    // The signed ranks of these would give p = 0.0004, for the other direction.
    double[] differences = new double[30];
    Arrays.setAll(differences, i -> i < 28 ? -0.0001 * (i + 1) : 0.5);

    assertThat(PairedDifference.of(0.05, differences).mean()).isPositive();
    assertThat(PairedDifference.of(0.05, differences).p()).isCloseTo(0.5, within(1e-3));
  }

  @Test
  void takesTheMeanOfVeryManyForNormallyDistributed() {
    double[] many = new double[200];
    Arrays.setAll(many, i -> THIRTY[i % 30]);

    assertThat(PairedDifference.of(0.05, Arrays.copyOf(many, 199)).test())
        .isEqualTo(PairedTest.SIGN_FLIP);
    assertThat(PairedDifference.of(0.05, many).test()).isEqualTo(PairedTest.STUDENT_T);
    assertThat(PairedDifference.of(0.05, many).assumesNormality()).isFalse();
    assertThat(PairedDifference.of(0.05, 0.1, 0.2).assumesNormality()).isTrue();
  }

  @Test
  void lastDigitsMakeNoDifferencesOfEqualOnes() {
    PairedDifference difference =
        PairedDifference.of(0.05, 120 / 150.0 - 121 / 150.0, 119 / 150.0 - 120 / 150.0);

    assertThat(difference.test()).isEqualTo(PairedTest.SIGN_FLIP);
    assertThat(difference.p()).isEqualTo(0.5);
    assertThat(
            PairedDifference.of(
                    0.05,
                    120 / 150.0 - 121 / 150.0,
                    119 / 150.0 - 120 / 150.0,
                    121 / 150.0 - 122 / 150.0)
                .effectSize())
        .isNaN();
  }

  @Test
  void leavesZerosOut() {
    double[] mostlyEqual = Arrays.copyOf(EIGHT, 40);
    double[] twenty = new double[20];
    Arrays.setAll(twenty, i -> i + 1);
    double[] twentyOne = new double[21];
    Arrays.setAll(twentyOne, i -> i + 1);

    assertThat(PairedDifference.of(0.05, mostlyEqual).test()).isEqualTo(PairedTest.SIGN_FLIP);
    assertThat(PairedDifference.of(0.05, mostlyEqual).p()).isCloseTo(0.046875, within(1e-12));
    assertThat(PairedDifference.of(0.05, twenty).test()).isEqualTo(PairedTest.SIGN_FLIP);
    assertThat(PairedDifference.of(0.05, twenty).p()).isEqualTo(Math.pow(2, -19));
    assertThat(PairedDifference.of(0.05, twentyOne).test()).isEqualTo(PairedTest.SIGN_FLIP);
    assertThat(PairedDifference.of(0.05, twentyOne).p()).isCloseTo(Math.pow(2, -20), within(2e-6));
  }

  @Test
  void findsNoDifferenceInEqualPairs() {
    PairedDifference difference = PairedDifference.of(0.05, 0, 0, 0);

    assertThat(difference.tied()).isTrue();
    assertThat(difference.test()).isEqualTo(PairedTest.SIGN_FLIP);
    assertThat(difference.p()).isEqualTo(1);
    assertThat(difference.effectSize()).isNaN();
    assertThat(PairedDifference.of(0.05, 0).tied()).isTrue();
    assertThat(PairedDifference.of(0.05, 0.1, -0.1).tied()).isFalse();
  }

  @Test
  void saysNothingOfNoPairs() {
    PairedDifference difference = PairedDifference.of(0.05);

    assertThat(difference.p()).isNaN();
    assertThat(difference.mean()).isNaN();
    assertThat(difference.tied()).isFalse();
  }

  @Test
  void correctsForManyComparisons() {
    // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") of R's documentation of Holm's method
    assertThat(Holm.adjust(0.01, 0.04, 0.03, 0.005))
        .usingElementComparator((x, y) -> Math.abs(x - y) < 1e-15 ? 0 : Double.compare(x, y))
        .containsExactly(0.03, 0.06, 0.06, 0.02);
    assertThat(Holm.adjust(0.5, Double.NaN, 0.9)).containsExactly(1, Double.NaN, 1);
    assertThat(Holm.adjust()).isEmpty();
    assertThat(Holm.factors(0.01, Double.NaN, 0.04, 0.03)).containsExactly(3, Double.NaN, 1, 2);
  }

  @ParameterizedTest
  @CsvSource({
    // smallest n with power 0.8: st.nct.sf(c, n-1, nc) + st.nct.cdf(-c, n-1, nc) >= 0.8
    // where nc = d * sqrt(n), c = st.t.ppf(1 - level/2, n-1)
    "0.2, 0.05, 199",
    "-0.2, 0.05, 199",
    "0.2, 0.008333333333333333, 307",
    "0.5, 0.05, 34",
    "0.5, 0.008333333333333333, 52",
    "0.8, 0.05, 15",
    "0.8, 0.008333333333333333, 23",
    "1.5, 0.008333333333333333, 9",
  })
  void estimatesHowManySeedsItTakes(double effect, double level, double exact) {
    // Guenther's formula is known to be off by one at times.
    assertThat(SampleSize.seedsNeeded(effect, level)).isCloseTo(exact, within(1.0));
  }

  @ParameterizedTest
  @CsvSource({
    // d with power 0.8, by SciPy: quad of norm.pdf(z) * chi2.cdf((n-1) * ((z + nc) / c)^2, n-1),
    // with nc and c as above; where st.nct does not fail, it agrees
    "2, 0.05, 11.549888435882343",
    "2, 0.025, 23.081967780949274",
    "3, 0.05, 3.26404354969957",
    "3, 0.025, 4.624820367928827",
    "3, 0.0020833333333333333, 16.045078883064388",
    "5, 0.025, 2.050007297555624",
    "10, 0.025, 1.1388540707995694",
    "10, 0.0020833333333333333, 1.6861577474283633",
    "50, 0.05, 0.40418300213604236",
  })
  void tellsWhichDifferenceSoManySeedsFind(int seeds, double level, double exact) {
    assertThat(SampleSize.differenceFound(seeds, level)).isCloseTo(exact, withinPercentage(1e-3));
  }

  @Test
  void equalDifferencesNeedAsManySeedsAsTheTestOfSignsDoes() {
    // 2/2^6 = 0.03125
    assertThat(SampleSize.equalSeedsNeeded(0.05)).isEqualTo(6);
    assertThat(SampleSize.equalSeedsNeeded(0.025)).isEqualTo(7);
    assertThat(SampleSize.equalSeedsNeeded(2 / 1024.0)).isEqualTo(11);
    assertThat(PairedDifference.of(0.05, 0.8 - 0.7, 0.7 - 0.6, 0.1).alike()).isTrue();
    assertThat(PairedDifference.of(0.05, 0.1, 0.1001).alike()).isFalse();
    assertThat(PairedDifference.of(0.05, 0.1).alike()).isFalse();
  }

  @Test
  void neverEstimatesFewerThanTwoSeeds() {
    assertThat(SampleSize.seedsNeeded(100, 0.05)).isEqualTo(2);
    assertThat(SampleSize.seedsNeeded(0, 0.05)).isInfinite();
  }
}
