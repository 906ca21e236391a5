package org.kvsweep.report.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.kvsweep.report.CellAxes;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.EpochMetrics;

/**
 * The metrics of completed trials over the course of training: mean, lowest and highest over the
 * seeds of each cell and side. Points of different seeds belong together if they were measured
 * after the same optimizer step.
 */
final class LearningCurves {
  /** The most points of a curve that can be seen; longer curves are thinned evenly. */
  private static final int MOST_POINTS = 100;

  /** The most points of all curves together: six numbers each, some ten megabytes. */
  private static final int MOST_POINTS_IN_ALL = 200_000;

  /** The digits that suffice for a picture; the exact numbers are in the trial files. */
  private static final MathContext DIGITS = new MathContext(5);

  private LearningCurves() {}

  private record Key(int row, String side, String metric) {}

  /** The values of all seeds after one step. */
  private record Point(int epoch, List<Double> seconds, List<Double> values) {
    Point(int epoch) {
      this(epoch, new ArrayList<>(), new ArrayList<>());
    }
  }

  /** Adds an object for each cell (by its row in the table of cells), side and metric. */
  static void addTo(ArrayNode curves, SweepAnalysis analysis) {
    Map<Key, NavigableMap<Long, Point>> gathered = gather(analysis);
    int most =
        Math.max(2, Math.min(MOST_POINTS, MOST_POINTS_IN_ALL / Math.max(1, gathered.size())));
    gathered.forEach(
        (key, points) -> {
          ObjectNode curve = curves.addObject();
          curve.put("row", key.row());
          curve.put("side", key.side());
          curve.put("metric", key.metric());
          write(curve, points, most);
        });
  }

  private static Map<Key, NavigableMap<Long, Point>> gather(SweepAnalysis analysis) {
    CellAxes axes = CellAxes.of(analysis.results());
    Map<List<Object>, Integer> rows = new LinkedHashMap<>();
    for (Row row : analysis.byCell().rows()) {
      rows.put(List.of(row.task(), row.values()), rows.size());
    }
    Map<Key, NavigableMap<Long, Point>> curves = new LinkedHashMap<>();
    for (TrialRecord record : analysis.results().ended().values()) {
      Integer row = rows.get(List.of(record.spec().taskName(), axes.values(record.spec())));
      if (row != null && record.outcome().completed()) {
        String side = analysis.results().side(record.spec());
        record.outcome().run().metrics().forEach(measured -> add(curves, row, side, measured));
      }
    }
    return curves;
  }

  private static void add(
      Map<Key, NavigableMap<Long, Point>> curves, int row, String side, EpochMetrics measured) {
    measured
        .values()
        .forEach(
            (metric, value) -> {
              if (Double.isFinite(value)) {
                Point point =
                    curves
                        .computeIfAbsent(new Key(row, side, metric), k -> new TreeMap<>())
                        .computeIfAbsent(measured.step(), s -> new Point(measured.epoch()));
                point.values().add(value);
                point.seconds().add(measured.seconds());
              }
            });
  }

  private static void write(ObjectNode curve, NavigableMap<Long, Point> points, int most) {
    List<Long> steps = thinned(List.copyOf(points.keySet()), most);
    ArrayNode step = curve.putArray("step");
    ArrayNode epoch = curve.putArray("epoch");
    steps.forEach(step::add);
    steps.forEach(s -> epoch.add(points.get(s).epoch()));
    List<Point> kept = steps.stream().map(points::get).toList();
    addNumbers(curve.putArray("seconds"), kept, point -> mean(point.seconds()));
    addNumbers(curve.putArray("mean"), kept, point -> mean(point.values()));
    addNumbers(
        curve.putArray("low"),
        kept,
        point -> point.values().stream().mapToDouble(v -> v).min().orElseThrow());
    addNumbers(
        curve.putArray("high"),
        kept,
        point -> point.values().stream().mapToDouble(v -> v).max().orElseThrow());
    curve.put("seeds", kept.stream().mapToInt(point -> point.values().size()).max().orElse(0));
  }

  /** The first, the last and evenly many between. */
  static <T> List<T> thinned(List<T> points, int most) {
    if (points.size() <= most) {
      return points;
    }
    List<T> kept = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      kept.add(points.get((int) ((long) i * (points.size() - 1) / (most - 1))));
    }
    return kept;
  }

  private static void addNumbers(
      ArrayNode numbers, List<Point> points, ToDoubleFunction<Point> number) {
    points.forEach(point -> add(numbers, number.applyAsDouble(point)));
  }

  /** Adds the number, or null for one that JSON can't hold. */
  static void add(ArrayNode numbers, double number) {
    if (Double.isFinite(number)) {
      numbers.add(BigDecimal.valueOf(number).round(DIGITS));
    } else {
      numbers.addNull();
    }
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(v -> v).average().orElseThrow();
  }
}
