package org.kvsweep.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kvsweep.run.wire.Place;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;

/**
 * The attempts that left their executors because those were to end. Only when an executor is gone
 * does the cluster say why: YARN asks a process to end a moment before it kills it, also where it
 * outgrew its memory. Which of both is heard first does not matter.
 */
final class Departures {
  private final Map<String, List<Left>> left = new HashMap<>();
  private final Map<String, TrialOutcome.Failed> outOfMemory = new HashMap<>();

  /** An attempt that left, and where it ran. */
  record Left(AttemptId id, Place place) {}

  /**
   * Takes in the report of an attempt that left; returns why, if its executor is known to have run
   * out of memory.
   */
  Optional<TrialOutcome.Failed> left(TrialReport report) {
    List<Place> places =
        Stream.concat(Stream.of(report.place()), report.others().stream()).toList();
    for (Place place : places) {
      left.computeIfAbsent(place.executor(), executor -> new ArrayList<>())
          .add(new Left(report.id(), place));
    }
    return places.stream()
        .flatMap(place -> Optional.ofNullable(outOfMemory.get(place.executor())).stream())
        .findFirst();
  }

  /**
   * Takes in why an executor is gone; returns the attempts that left it because its memory ran out.
   */
  List<Left> removed(String executor, TrialOutcome.Failed why) {
    List<Left> departed = left.getOrDefault(executor, List.of());
    left.remove(executor);
    if (why.kind() != FailureKind.OUT_OF_MEMORY) {
      return List.of();
    }
    outOfMemory.put(executor, why);
    return departed;
  }
}
