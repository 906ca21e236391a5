package org.kvsweep.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.trial.TrialOutcome;

/**
 * The result of a trial's job. Crosses the wire by Kryo.
 *
 * @param model the trained model, where the driver wants it
 * @param leaving true if the trial stopped because its executor was asked to end
 * @param others where its other workers ran
 */
record TrialReport(
    TrialOutcome outcome, Place place, TrainedModel model, boolean leaving, List<Place> others) {
  TrialReport {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(model, "model");
    others = List.copyOf(others);
  }

  /** The report of one worker. */
  TrialReport(TrialOutcome outcome, Place place, TrainedModel model, boolean leaving) {
    this(outcome, place, model, leaving, List.of());
  }

  /**
   * What the reports of all workers of a trial come to: that of the first, unless one failed.
   *
   * @param all in the order of ranks
   */
  static TrialReport of(List<TrialReport> all) {
    int telling =
        IntStream.range(0, all.size())
            .filter(rank -> all.get(rank).outcome() instanceof TrialOutcome.Failed)
            .findFirst()
            .orElse(0);
    List<Place> others = new ArrayList<>(all.stream().map(TrialReport::place).toList());
    return new TrialReport(
        all.get(telling).outcome(),
        others.remove(telling),
        all.get(telling).model(),
        all.stream().anyMatch(TrialReport::leaving),
        others);
  }

  /** All places, in words. */
  String where() {
    return Stream.concat(Stream.of(place), others.stream())
        .map(Place::toString)
        .collect(Collectors.joining(", "));
  }
}
