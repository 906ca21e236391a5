package org.kvsweep.schedule.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kvsweep.random.RandomStream;
import org.kvsweep.sweep.Dimension;

class ParzenMixtureTest {
  private static final int GRID = 2000;

  private final RandomGenerator random = RandomStream.of(1, "mixture", 0);

  private static double density(ParzenMixture mixture, Double... point) {
    return StrictMath.exp(mixture.logDensity(List.of(point)));
  }

  @Test
  void aContinuousDensityIntegratesToOne() {
    ParzenMixture mixture =
        new ParzenMixture(
            List.of(new Dimension.Continuous()),
            List.of(List.of(0.01), List.of(0.4), List.of(0.45), List.of(Double.NaN)));

    double mass =
        IntStream.range(0, GRID).mapToDouble(i -> density(mixture, (i + 0.5) / GRID)).sum() / GRID;

    assertThat(mass).isEqualTo(1, within(1e-4));
  }

  @Test
  void equalObservationsHaveTheKernelsOfOptuna() {
    // The neighbours of the first two 0.2 are 0.2, so these kernels are narrow; the third is wide.
    ParzenMixture mixture =
        new ParzenMixture(
            List.of(new Dimension.Continuous()),
            List.of(List.of(0.2), List.of(0.2), List.of(0.2), List.of(0.7)));

    // By log_pdf of _ParzenEstimator in Optuna 5.0.0, with consider_endpoints=False.
    assertThat(mixture.logDensity(List.of(0.1))).isEqualTo(0.38996561778917227, within(1e-9));
    assertThat(mixture.logDensity(List.of(0.2))).isEqualTo(0.5288079035283918, within(1e-9));
    assertThat(mixture.logDensity(List.of(0.45))).isEqualTo(0.01209950484495348, within(1e-9));
    assertThat(mixture.logDensity(List.of(0.9))).isEqualTo(-0.6527566907554295, within(1e-9));
  }

  @Test
  void theProbabilitiesOfStepsAndOfChoicesAddUpToOne() {
    Dimension.Steps steps = new Dimension.Steps(List.of(0.5, 0.7, 0.9, 1.0));
    Dimension.Choices choices = new Dimension.Choices(3);
    ParzenMixture mixture =
        new ParzenMixture(
            List.of(steps, choices),
            List.of(List.of(0.2, 0.9), List.of(0.95, 0.1), List.of(0.6, Double.NaN)));

    double mass = 0;
    for (double step : List.of(0.1, 0.6, 0.8, 0.99)) {
      for (int choice = 0; choice < 3; choice++) {
        mass += density(mixture, step, choices.middleOf(choice));
      }
    }

    assertThat(mass).isEqualTo(1, within(1e-9));
  }

  @Test
  void drawsComeWhereTheDensityIs() {
    ParzenMixture mixture =
        new ParzenMixture(
            List.of(new Dimension.Continuous(), new Dimension.Choices(4)),
            List.of(List.of(0.8, 0.9), List.of(0.81, 0.95), List.of(0.82, 0.85)));

    List<List<Double>> draws =
        IntStream.range(0, 2000).mapToObj(i -> mixture.draw(random)).toList();

    assertThat(draws).allSatisfy(point -> assertThat(point.get(0)).isBetween(0.0, 1.0));
    double near = draws.stream().filter(point -> Math.abs(point.get(0) - 0.81) < 0.3).count();
    double chosen = draws.stream().filter(point -> point.get(1) > 0.75).count();
    // Three of four kernels are there; in each the value has 5 of 8 votes.
    assertThat(near / draws.size()).isGreaterThan(0.7);
    assertThat(chosen / draws.size()).isBetween(0.45, 0.6);
  }

  @Test
  void whatIsObservedTogetherIsLikelyTogether() {
    List<Dimension> dimensions = List.of(new Dimension.Continuous(), new Dimension.Continuous());
    ParzenMixture mixture =
        new ParzenMixture(
            dimensions,
            List.of(
                List.of(0.1, 0.1), List.of(0.15, 0.12), List.of(0.9, 0.9), List.of(0.85, 0.88)));

    assertThat(density(mixture, 0.1, 0.1)).isGreaterThan(3 * density(mixture, 0.1, 0.9));
  }

  @Test
  void aKeyThatCountsForNothingIsLeftOut() {
    ParzenMixture both =
        new ParzenMixture(
            List.of(new Dimension.Continuous(), new Dimension.Continuous()),
            List.of(List.of(0.3, 0.1), List.of(0.35, 0.9), List.of(0.7, Double.NaN)));
    ParzenMixture first =
        new ParzenMixture(
            List.of(new Dimension.Continuous()),
            List.of(List.of(0.3), List.of(0.35), List.of(0.7)));

    assertThat(density(both, 0.4, Double.NaN)).isEqualTo(density(first, 0.4), within(1e-12));
  }

  @Test
  void beyondTwentyFiveObservationsTheOldestCountLeast() {
    List<List<Double>> points =
        IntStream.range(0, 60).mapToObj(i -> List.of(i < 20 ? 0.2 : 0.8)).toList();
    ParzenMixture mixture = new ParzenMixture(List.of(new Dimension.Continuous()), points);

    assertThat(density(mixture, 0.8)).isGreaterThan(4 * density(mixture, 0.2));
  }
}
