package org.kvsweep.schedule.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.sweep.Dimension;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.sweep.TuningSpace;
import org.kvsweep.sweep.TuningSpace.Sample;
import org.kvsweep.trial.TrialId;

class ProposerTest {
  private static Tuning tuning(Tuning.Method method, int samples, int round, long seed) {
    return new Tuning(method, samples, new Objective("loss"), round, seed, 1, List.of());
  }

  /** All samples in their order. */
  private static List<Sample> samples(
      Tuning tuning, TuningSpace space, ToDoubleFunction<Sample> value) {
    Proposer proposer = new Proposer(tuning, space);
    List<Sample> all = new ArrayList<>(proposer.first());
    while (proposer.toCome() > 0) {
      List<Score> scores =
          all.stream().map(sample -> Score.completed(value.applyAsDouble(sample))).toList();
      List<Sample> round = proposer.next(scores);
      if (round.isEmpty()) {
        return all;
      }
      all.addAll(round);
    }
    return all;
  }

  private static List<Sample> samples(Tuning tuning, TunedFunction function) {
    return samples(tuning, function, function::value);
  }

  @ParameterizedTest
  @EnumSource(Tuning.Method.class)
  void theSameResultsLeadToTheSameSamples(Tuning.Method method) {
    Tuning tuning = tuning(method, 30, 4, 7);

    assertThat(samples(tuning, TunedFunction.BRANIN))
        .hasSize(30)
        .isEqualTo(samples(tuning, TunedFunction.BRANIN))
        .isNotEqualTo(samples(tuning(method, 30, 4, 8), TunedFunction.BRANIN));
  }

  @ParameterizedTest
  @EnumSource(Tuning.Method.class)
  void moreSamplesKeepThoseThatThereAre(Tuning.Method method) {
    List<Sample> more = samples(tuning(method, 34, 4, 7), TunedFunction.BRANIN);

    assertThat(samples(tuning(method, 22, 4, 7), TunedFunction.BRANIN))
        .isEqualTo(more.subList(0, 22));
  }

  @Test
  void everySideBeginsWithTheSamePoints() {
    Tuning tuning = tuning(Tuning.Method.TPE, 30, 4, 7);

    List<List<Double>> one =
        new Proposer(tuning, TunedFunction.BRANIN).first().stream().map(Sample::point).toList();
    List<List<Double>> other =
        new Proposer(tuning, TunedFunction.named("other", TunedFunction.BRANIN))
            .first().stream().map(Sample::point).toList();

    assertThat(one).hasSize(12).isEqualTo(other);
  }

  @Test
  void noSampleComesTwiceUntilAllHaveCome() {
    TunedFunction small =
        new TunedFunction("small", List.of(Dimension.Steps.even(4), new Dimension.Choices(3))) {
          @Override
          double value(List<Double> shares) {
            return shares.get(0) + shares.get(1);
          }
        };

    List<Sample> samples = samples(tuning(Tuning.Method.TPE, 12, 5, 0), small);
    List<Sample> tooMany = samples(tuning(Tuning.Method.TPE, 20, 5, 0), small);

    assertThat(samples.stream().map(sample -> TrialId.of(sample.spec())))
        .hasSize(12)
        .doesNotHaveDuplicates();
    assertThat(tooMany).hasSize(12);
  }

  @Test
  void whatTheSpaceRefusesIsDrawnAgain() {
    TunedFunction half =
        new TunedFunction("half", List.of(new Dimension.Continuous())) {
          @Override
          double value(List<Double> shares) {
            return shares.get(0);
          }

          @Override
          public Optional<Sample> at(List<Double> point) {
            return point.get(0) < 0.9 ? Optional.empty() : super.at(point);
          }
        };

    List<Sample> samples = samples(tuning(Tuning.Method.TPE, 20, 5, 0), half);

    assertThat(samples).hasSize(20);
    assertThat(samples.stream().map(sample -> sample.point().get(0)))
        .allMatch(share -> share >= 0.9);
  }

  @Test
  void aRoundSpreadsItsProposals() {
    Tuning tuning = tuning(Tuning.Method.TPE, 18, 8, 0);
    List<Sample> samples = samples(tuning, TunedFunction.BRANIN);

    Set<String> corners = new HashSet<>();
    for (Sample sample : samples.subList(tuning.startup(), 18)) {
      corners.add((int) (sample.point().get(0) * 10) + " " + (int) (sample.point().get(1) * 10));
    }

    assertThat(corners).as("squares of a tenth that have a proposal").hasSizeGreaterThan(1);
  }

  @Test
  void settingsThatFailAreAvoided() {
    TunedFunction line =
        new TunedFunction("line", List.of(new Dimension.Continuous())) {
          @Override
          double value(List<Double> shares) {
            return shares.get(0) > 0.6 ? Double.NaN : Math.abs(shares.get(0) - 0.3);
          }
        };

    List<Sample> samples = samples(tuning(Tuning.Method.TPE, 60, 5, 1), line);

    long failing =
        samples.subList(30, 60).stream().filter(sample -> sample.point().get(0) > 0.6).count();
    assertThat(failing).as("of the last 30, where 12 would fail by chance").isLessThan(6);
  }

  @Test
  void resultsHelp() {
    assertThat(median(Tuning.Method.TPE)).isLessThan(median(Tuning.Method.RANDOM) / 2);
  }

  private static double median(Tuning.Method method) {
    double[] best = new double[21];
    for (int repeat = 0; repeat < best.length; repeat++) {
      best[repeat] =
          samples(tuning(method, 60, 5, repeat), TunedFunction.BRANIN).stream()
              .mapToDouble(TunedFunction.BRANIN::value)
              .min()
              .orElseThrow();
    }
    Arrays.sort(best);
    return best[best.length / 2];
  }
}
