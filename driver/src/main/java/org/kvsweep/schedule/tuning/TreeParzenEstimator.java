package org.kvsweep.schedule.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.kvsweep.sweep.Dimension;
import org.kvsweep.sweep.TuningSpace.Sample;

/**
 * The tree-structured Parzen estimator of Bergstra, Bardenet, Bengio and Kégl (Algorithms for
 * Hyper-Parameter Optimization, NeurIPS 2011): l is the density of the best samples and g that of
 * the others, and of some points drawn from l the one with the largest l ÷ g is proposed. Numbers
 * are those of Optuna 5.
 *
 * <p>A key that counts for nothing at a point is left out of its density, and an observation that
 * lacks a key says nothing of it: densities are marginals over the keys that count.
 */
final class TreeParzenEstimator {
  private static final int CANDIDATES = 24;
  private static final double BEST_SHARE = 0.1;
  private static final int MOST_BEST = 25;

  /**
   * The most points that are drawn for each candidate, where many can't be trained or are known.
   */
  private static final int DRAWS_PER_CANDIDATE = 10;

  private final List<Dimension> dimensions;
  private final Function<List<Double>, Optional<Sample>> fresh;

  /**
   * A sample whose trials have ended.
   *
   * @param point NaN where the key of a coordinate counts for nothing
   */
  record Observation(List<Double> point, Score score) {
    Observation {
      point = List.copyOf(point);
    }
  }

  /**
   * An estimator over these dimensions.
   *
   * @param fresh the sample at a point; empty if it can't be trained or has been proposed before
   */
  TreeParzenEstimator(List<Dimension> dimensions, Function<List<Double>, Optional<Sample>> fresh) {
    this.dimensions = List.copyOf(dimensions);
    this.fresh = fresh;
  }

  /**
   * Proposes a sample; empty if it finds no new one.
   *
   * @param ended in the order in which they were proposed
   * @param pending points of samples that are proposed and have not ended; they count among the bad
   *     ones, so that a round does not ask for the same again and again (a constant liar, as Optuna
   *     has it)
   */
  Optional<Sample> propose(
      List<Observation> ended, List<List<Double>> pending, RandomGenerator random) {
    int best = (int) Math.min(MOST_BEST, Math.ceil(BEST_SHARE * ended.size()));
    List<Integer> ranked =
        IntStream.range(0, ended.size())
            .boxed()
            .sorted(Comparator.comparing(i -> ended.get(i).score())) // stable: of equals the first
            .toList();
    ParzenMixture good = mixture(ended, ranked.subList(0, best), List.of());
    ParzenMixture bad = mixture(ended, ranked.subList(best, ranked.size()), pending);
    Optional<Sample> proposed = Optional.empty();
    double mostGain = Double.NEGATIVE_INFINITY;
    int candidates = 0;
    for (int i = 0; i < CANDIDATES * DRAWS_PER_CANDIDATE && candidates < CANDIDATES; i++) {
      Optional<Sample> candidate = fresh.apply(good.draw(random));
      if (candidate.isPresent()) {
        List<Double> point = candidate.get().point();
        double gain = good.logDensity(point) - bad.logDensity(point);
        if (gain > mostGain) {
          proposed = candidate;
          mostGain = gain;
        }
        candidates++;
      }
    }
    return proposed;
  }

  private ParzenMixture mixture(
      List<Observation> ended, List<Integer> chosen, List<List<Double>> pending) {
    List<List<Double>> points = new ArrayList<>();
    chosen.stream().sorted().forEach(i -> points.add(ended.get(i).point()));
    points.addAll(pending);
    return new ParzenMixture(dimensions, points);
  }
}
