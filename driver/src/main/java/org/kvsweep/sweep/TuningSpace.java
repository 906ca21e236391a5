package org.kvsweep.sweep;

import java.util.List;
import java.util.Optional;
import org.kvsweep.trial.TrialSpec;

/** The settings among which one side is tuned in one task. */
public interface TuningSpace {

  /** The task in words, such as {@code reverse length=16}; without the compared key. */
  String task();

  /** The label of the side; empty where nothing is compared. */
  String side();

  /**
   * Task and side: no two spaces of a sweep share them. Random numbers follow from it, so that
   * another name makes other trials.
   */
  default String name() {
    return task() + " " + side();
  }

  /** The paths of the keys that are tuned, some of which may count for nothing here. */
  List<String> paths();

  /** What each of them is drawn from. */
  List<Dimension> dimensions();

  /**
   * Returns the sample at a point; empty if the sweep file excludes it or it can't be trained.
   *
   * @param point a share from 0, included, to 1, not included, for each dimension
   */
  Optional<Sample> at(List<Double> point);

  /**
   * The trial of a sample. Apart from {@link #at}, since what it costs takes long to find out, and
   * of the many points that are looked at few become trials.
   */
  PlannedTrial planned(Sample sample);

  /**
   * One choice of settings.
   *
   * @param point its shares, NaN where the key of a coordinate counts for nothing
   * @param spec of its trial with seed 0
   */
  record Sample(List<Double> point, TrialSpec spec) {
    public Sample {
      point = List.copyOf(point);
    }
  }
}
