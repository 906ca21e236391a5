package org.kvsweep.sweep;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kvsweep.sweep.TuningSpace.Sample;
import org.kvsweep.trial.TrialSpec;

/**
 * The samples that are drawn evenly from a space, no two of them equal. The points are the same for
 * every side; one leaves out those that it may not have.
 */
public final class EvenSamples {
  /** Points are drawn that often, for each sample that is wanted, and no more. */
  static final int DRAWS_PER_SAMPLE = 100;

  private final TuningSpace space;
  private final Draws points;
  private final long most;
  private final Set<TrialSpec> taken = new HashSet<>();
  private long draws;

  /** Draws from that space, from the first point. */
  public EvenSamples(Tuning tuning, TuningSpace space) {
    this.space = space;
    this.points = tuning.points(space.paths());
    this.most = (long) tuning.samples() * DRAWS_PER_SAMPLE;
  }

  /** The sample at a point, if it is one and has not been taken. */
  public Optional<Sample> at(List<Double> point) {
    return space.at(point).filter(sample -> !taken.contains(sample.spec()));
  }

  /** Takes a sample that was found elsewhere: it is not drawn any more. */
  public Sample take(Sample sample) {
    taken.add(sample.spec());
    return sample;
  }

  /**
   * Draws the next new sample; empty if there is none among as many points as are tried. If these
   * hold as many samples as the tuning wants, there is one as long as fewer are taken.
   */
  public Optional<Sample> next() {
    Optional<Sample> found = Optional.empty();
    while (found.isEmpty() && draws < most) {
      List<Double> point = new ArrayList<>();
      for (double share : points.next()) {
        point.add(share);
      }
      draws++;
      found = at(point).map(this::take);
    }
    return found;
  }
}
