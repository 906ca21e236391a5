package org.kvsweep.report.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.EpochMetrics;

/**
 * The metrics of single trials over the course of training, for as many as a page has room for;
 * those that did not complete come first, since the means over seeds leave them out.
 */
final class TrialCurves {
  /** The most numbers on a page: about half a megabyte. */
  private static final int MOST_NUMBERS = 60_000;

  private static final int MOST_POINTS = 50;

  private TrialCurves() {}

  /** Adds an object for each trial, by its id. */
  static void addTo(ObjectNode curves, SweepAnalysis analysis) {
    List<TrialRecord> records =
        analysis.results().ended().values().stream()
            .filter(record -> !record.outcome().run().metrics().isEmpty())
            .sorted(Comparator.comparing((TrialRecord record) -> record.outcome().completed()))
            .toList();
    int numbers = 0;
    for (TrialRecord record : records) {
      List<EpochMetrics> points =
          LearningCurves.thinned(record.outcome().run().metrics(), MOST_POINTS);
      Set<String> names = new LinkedHashSet<>();
      points.forEach(point -> names.addAll(point.values().keySet()));
      numbers += points.size() * (names.size() + 3);
      if (numbers > MOST_NUMBERS) {
        return;
      }
      curves.set(record.id().value(), curve(curves.objectNode(), points, names));
    }
  }

  private static ObjectNode curve(ObjectNode curve, List<EpochMetrics> points, Set<String> names) {
    ArrayNode step = curve.putArray("step");
    points.forEach(point -> step.add(point.step()));
    ArrayNode epoch = curve.putArray("epoch");
    points.forEach(point -> epoch.add(point.epoch()));
    ArrayNode seconds = curve.putArray("seconds");
    points.forEach(point -> LearningCurves.add(seconds, point.seconds()));
    ObjectNode values = curve.putObject("values");
    for (String name : names) {
      ArrayNode numbers = values.putArray(name);
      points.forEach(
          point -> LearningCurves.add(numbers, point.values().getOrDefault(name, Double.NaN)));
    }
    return curve;
  }
}
