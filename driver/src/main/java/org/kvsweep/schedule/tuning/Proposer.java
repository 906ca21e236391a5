package org.kvsweep.schedule.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kvsweep.random.RandomStream;
import org.kvsweep.schedule.tuning.TreeParzenEstimator.Observation;
import org.kvsweep.sweep.EvenSamples;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.sweep.TuningSpace;
import org.kvsweep.sweep.TuningSpace.Sample;

/**
 * Proposes the samples of one side in one task, no two of them equal. What it proposes follows from
 * the seed of the tuning, task and side, and the results of earlier rounds alone.
 */
final class Proposer {
  private final Tuning tuning;
  private final String purpose;
  private final TreeParzenEstimator estimator;
  private final EvenSamples even;
  private final List<Sample> proposed = new ArrayList<>();

  /** Proposes samples of that space. */
  Proposer(Tuning tuning, TuningSpace space) {
    this.tuning = tuning;
    this.purpose = "tuning/" + space.name();
    this.even = new EvenSamples(tuning, space);
    this.estimator = new TreeParzenEstimator(space.dimensions(), even::at);
  }

  /** Returns how many samples are still to be proposed. */
  int toCome() {
    return tuning.samples() - proposed.size();
  }

  /** Proposes the samples that need no results. */
  List<Sample> first() {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < tuning.startup(); i++) {
      even.next().ifPresent(samples::add);
    }
    proposed.addAll(samples);
    return samples;
  }

  /**
   * Proposes a round.
   *
   * @param scores of all samples so far, in the order in which they were proposed
   */
  List<Sample> next(List<Score> scores) {
    int count = Math.min(tuning.round(), toCome());
    RandomGenerator random = RandomStream.of(tuning.seed(), purpose, proposed.size());
    List<Observation> observed = new ArrayList<>();
    for (int i = 0; i < scores.size(); i++) {
      observed.add(new Observation(proposed.get(i).point(), scores.get(i)));
    }
    List<Sample> round = new ArrayList<>();
    List<List<Double>> pending = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Optional<Sample> sample =
          estimator.propose(observed, pending, random).map(even::take).or(even::next);
      sample.ifPresent(round::add);
      sample.ifPresent(known -> pending.add(known.point()));
    }
    proposed.addAll(round);
    return round;
  }
}
