package org.kvsweep.run.wire;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.trial.TrialOutcome;

/**
 * Says how an attempt ended where it ran. Crosses the wire by Kryo.
 *
 * @param id of the attempt, which is not always the one that its job began with
 * @param model the trained model, where the driver wants it
 * @param halt what stopped the trial where it ran
 * @param others where its other workers ran
 */
public record TrialReport(
    AttemptId id,
    TrialOutcome outcome,
    Place place,
    TrainedModel model,
    Halt halt,
    List<Place> others) {

  /**
   * Reasons on the executor for stopping a trial early; of several workers the last constant holds.
   */
  public enum Halt {
    /** Nothing stopped it there, or the driver knows the reason itself. */
    NONE,
    /** The trial's executor was asked to end. */
    LEAVING,
    /** The trial is at a rung and was not told there that it goes on. */
    AT_RUNG
  }

  public TrialReport {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(halt, "halt");
    others = List.copyOf(others);
  }

  /** The report of one worker. */
  public TrialReport(
      AttemptId id, TrialOutcome outcome, Place place, TrainedModel model, Halt halt) {
    this(id, outcome, place, model, halt, List.of());
  }

  /**
   * Merges the reports of all workers of a trial: returns that of the first, unless one failed.
   *
   * @param all in the order of ranks
   */
  public static TrialReport of(List<TrialReport> all) {
    int telling =
        IntStream.range(0, all.size())
            .filter(rank -> all.get(rank).outcome().failure().isPresent())
            .findFirst()
            .orElse(0);
    List<Place> others = new ArrayList<>(all.stream().map(TrialReport::place).toList());
    return new TrialReport(
        all.get(telling).id(),
        all.get(telling).outcome(),
        others.remove(telling),
        all.get(telling).model(),
        all.stream().map(TrialReport::halt).max(Comparator.naturalOrder()).orElseThrow(),
        others);
  }

  /** Returns all places, in words. */
  public String where() {
    return Stream.concat(Stream.of(place), others.stream())
        .map(Place::toString)
        .collect(Collectors.joining(", "));
  }
}
