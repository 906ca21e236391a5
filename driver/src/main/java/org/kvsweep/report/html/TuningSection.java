package org.kvsweep.report.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.ToDoubleFunction;
import org.kvsweep.report.TuningResults;
import org.kvsweep.report.TuningResults.Chosen;
import org.kvsweep.report.TuningResults.Point;
import org.kvsweep.report.TuningResults.Side;
import org.kvsweep.report.TuningText;
import org.kvsweep.report.statistics.Interval;
import org.kvsweep.trial.TrialJson;

/** What tuning chose and how much of it that took, as data for the page. */
final class TuningSection {
  private TuningSection() {}

  static ObjectNode of(TuningResults tuning) {
    ObjectNode node = TrialJson.object();
    node.put("metric", tuning.objective().metric());
    node.put("lowerIsBetter", tuning.objective().lowerIsBetter());
    node.put("samples", tuning.samples());
    node.put("seeds", tuning.seeds());
    ArrayNode budget = node.putArray("budget");
    TuningText.budget(tuning).forEach(budget::add);
    ArrayNode sides = node.putArray("sides");
    tuning.sides().forEach(side -> sides.add(side(side)));
    return node;
  }

  private static ObjectNode side(Side side) {
    ObjectNode node = TrialJson.object();
    node.put("task", side.task());
    node.put("side", side.side());
    node.put("ended", side.ended());
    ObjectNode curve = node.putObject("curve");
    addNumbers(curve.putArray("best"), side, Point::best);
    addNumbers(curve.putArray("low"), side, Point::low);
    addNumbers(curve.putArray("high"), side, Point::high);
    side.chosen().ifPresent(chosen -> node.set("chosen", chosen(chosen)));
    return node;
  }

  private static void addNumbers(ArrayNode numbers, Side side, ToDoubleFunction<Point> number) {
    side.curve().forEach(point -> LearningCurves.add(numbers, number.applyAsDouble(point)));
  }

  private static ObjectNode chosen(Chosen chosen) {
    ObjectNode node = TrialJson.object();
    ObjectNode settings = node.putObject("settings");
    chosen.settings().forEach(settings::put);
    node.put("promised", chosen.promised());
    node.put("count", chosen.confirmed().count());
    if (chosen.confirmed().count() > 0) {
      node.put("confirmed", chosen.confirmed().mean());
    }
    chosen
        .confirmed()
        .interval()
        .ifPresent(
            (Interval interval) -> {
              node.put("low", interval.low());
              node.put("high", interval.high());
            });
    return node;
  }
}
