package org.kvsweep.report.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;

/** Numbers from SciPy 1.17.1; the calls are beside them. */
class SummaryTest {
  private static final double[] FIVE = {0.9981, 0.9975, 0.9990, 0.9968, 0.9984};

  private static final double[] SKEWED = {
    0.1668, 0.1337, 0.1146, 0.1746, 0.1109, 0.2382, 0.1806, 0.1629, 0.0464, 0.024, 0.0507, 0.1877,
    0.1605, 0.0369, 0.1863, 0.0825, 0.0826, 0.3089, 0.1527, 0.175, 0.1767, 0.0361, 0.1826, 0.5813,
    0.0548
  };

  @Test
  void describesFewValuesWithStudentsInterval() {
    Summary summary = Summary.of(FIVE);

    assertThat(summary.count()).isEqualTo(5);
    // np.mean(a), np.std(a, ddof=1), np.median(a)
    assertThat(summary.mean()).isCloseTo(0.99796, within(1e-15));
    assertThat(summary.standardDeviation()).isCloseTo(0.0008443932733033613, within(1e-14));
    assertThat(summary.median()).isCloseTo(0.9981, within(1e-15));
    // st.t.interval(.95, 4, np.mean(a), st.sem(a))
    Interval interval = summary.interval().orElseThrow();
    assertThat(interval.method()).isEqualTo(Interval.Method.T);
    assertThat(interval.low()).isCloseTo(0.9969115472722138, within(1e-12));
    assertThat(interval.high()).isCloseTo(0.9990084527277862, within(1e-12));
  }

  @Test
  void describesManyValuesWithTheBootstrap() {
    Summary summary = Summary.of(SKEWED);

    assertThat(summary.mean()).isCloseTo(0.15232, within(1e-14));
    assertThat(summary.standardDeviation()).isCloseTo(0.11357906570608275, within(1e-14));
    Interval interval = summary.interval().orElseThrow();
    assertThat(interval.method()).isEqualTo(Interval.Method.BOOTSTRAP);
    assertThat(interval.low()).isCloseTo(0.1198, within(0.004));
    assertThat(interval.high()).isCloseTo(0.214836, within(0.004));
  }

  @Test
  void bootstrapsAsSciPyDoes() {
    double low = 0;
    double high = 0;
    for (long seed = 1; seed <= 40; seed++) {
      low += Bootstrap.ofMean(seed, SKEWED).low() / 40;
      high += Bootstrap.ofMean(seed, SKEWED).high() / 40;
    }
    // st.bootstrap((b,), np.mean, n_resamples=2_000_000, method='BCa', random_state=1).
    // With 10,000 resamples SciPy's ends have standard deviations of 0.0005 and 0.0012 over seeds;
    // the tolerance is three standard errors of a mean of 40. Student's would be 0.1054 to 0.1992.
    assertThat(low).isCloseTo(0.1198, within(0.00025));
    assertThat(high).isCloseTo(0.214836, within(0.0006));
  }

  @Test
  void theIntervalOfALatticeDoesNotDependOnHowItsNumbersAreRounded() {
    double[] ahead = new double[20];
    ahead[3] = 1;
    ahead[11] = 1;
    Interval counted = Bootstrap.ofMean(ahead);
    assertThat(counted.low()).isZero();
    for (int rows : new int[] {100, 300, 1_000, 100_000}) {
      double[] differences = new double[20];
      double[] accuracies = new double[20];
      for (int i = 0; i < 20; i++) {
        double right = 0.9 * rows + i;
        differences[i] = (right + ahead[i]) / rows - right / rows;
        accuracies[i] = 0.9 + ahead[i] / rows;
      }

      Interval of = Bootstrap.ofMean(differences);
      assertThat(of.low() * rows).isCloseTo(counted.low(), within(1e-9));
      assertThat(of.high() * rows).isCloseTo(counted.high(), within(1e-9));
      of = Bootstrap.ofMean(accuracies);
      assertThat((of.low() - 0.9) * rows).isCloseTo(counted.low(), within(1e-9));
      assertThat((of.high() - 0.9) * rows).isCloseTo(counted.high(), within(1e-9));
    }
  }

  @Test
  void differencesThatAreEqualButForTheirLastDigitsHaveAPointForAnInterval() {
    double[] behind = new double[20];
    Arrays.setAll(behind, i -> (3 + i % 7) / 10.0 - (6 + i % 7) / 10.0);
    assertThat(StatUtils.max(behind)).isGreaterThan(StatUtils.min(behind));

    Interval interval = PairedDifference.of(0.05, behind).interval().orElseThrow();

    assertThat(interval.low()).isEqualTo(interval.high()).isCloseTo(-0.3, within(1e-15));
  }

  @Test
  void givesTheSameIntervalEachTime() {
    assertThat(Summary.of(SKEWED)).isEqualTo(Summary.of(SKEWED.clone()));
  }

  @Test
  void saysOfOneValueOnlyWhatCanBeSaid() {
    Summary summary = Summary.of(0.5);

    assertThat(summary.mean()).isEqualTo(0.5);
    assertThat(summary.median()).isEqualTo(0.5);
    assertThat(summary.standardDeviation()).isNaN();
    assertThat(summary.interval()).isEmpty();
  }

  @Test
  void saysNothingOfNoValues() {
    Summary summary = Summary.of();

    assertThat(summary.count()).isZero();
    assertThat(summary.mean()).isNaN();
    assertThat(summary.median()).isNaN();
    assertThat(summary.interval()).isEmpty();
  }

  @Test
  void closesTheIntervalOfEqualValues() {
    double[] many = new double[30];
    Arrays.fill(many, 1.0);

    assertThat(Summary.of(1, 1, 1).interval()).contains(new Interval(1, 1, Interval.Method.T));
    assertThat(Summary.of(many).interval()).contains(new Interval(1, 1, Interval.Method.BOOTSTRAP));
  }
}
