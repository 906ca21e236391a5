package org.kvsweep.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.cli.text.TextColumns;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;

/**
 * The plan of a sweep as text.
 *
 * @param slots trials that run side by side
 * @param speed of one slot, assumed
 * @param shownCells beyond these only their number is said
 */
record PlanTable(SweepSpec sweep, int slots, Speed speed, int shownCells) {
  private static final List<String> HEADER =
      List.of(
          "cell", "seeds", "parameters", "FLOPs a step", "steps", "FLOPs a trial", "time a trial");

  List<String> lines() {
    Map<String, List<PlannedTrial>> cells = cells();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %s, %s"
            .formatted(
                sweep.name(),
                Count.of(cells.size(), "cell"),
                Count.of(sweep.trials().size(), "trial")));
    lines.addAll(sweep.procedure().notes());
    lines.add("");
    TextColumns table = new TextColumns(HEADER);
    cells.entrySet().stream()
        .limit(shownCells)
        .forEach(cell -> table.row(row(cell.getKey(), cell.getValue())));
    lines.addAll(table.lines());
    if (cells.size() > shownCells) {
      lines.add(
          "... and %s (--all shows them)"
              .formatted(Count.of(cells.size() - shownCells, "more cell")));
    }
    lines.add("");
    lines.addAll(total());
    return lines;
  }

  private Map<String, List<PlannedTrial>> cells() {
    TrialLabel label = new TrialLabel(sweep);
    Map<String, List<PlannedTrial>> cells = new LinkedHashMap<>();
    for (PlannedTrial trial : sweep.trials()) {
      cells.computeIfAbsent(label.ofCell(trial.spec()), name -> new ArrayList<>()).add(trial);
    }
    return cells;
  }

  private List<String> row(String cell, List<PlannedTrial> trials) {
    var cost = trials.get(0).cost();
    return List.of(
        cell,
        ReadableNumbers.count(trials.size()),
        ReadableNumbers.count(cost.parameters()),
        ReadableNumbers.compact((double) cost.stepFlops()),
        cost.steps() == 0 ? "?" : ReadableNumbers.count(cost.steps()),
        cost.steps() == 0 ? "?" : ReadableNumbers.compact(cost.trainingFlops()),
        ReadableNumbers.duration(speed.seconds(trials.get(0))));
  }

  private List<String> total() {
    double flops = sweep.trials().stream().mapToDouble(t -> t.cost().trainingFlops()).sum();
    return List.of(
        "In all %s%s %s on %s %s."
            .formatted(
                flops > 0 ? spaced(ReadableNumbers.compact(flops)) + "FLOP, " : "",
                sweep.procedure().earlyStopping().isPresent() ? "at most about" : "about",
                ReadableNumbers.duration(makespan()),
                Count.of(slots, "slot"),
                speed.description()),
        "The speed is assumed (--gflops sets it); evaluation and the start of Spark add to the"
            + " time.");
  }

  private static String spaced(String compact) {
    return Character.isDigit(compact.charAt(compact.length() - 1)) ? compact + " " : compact;
  }

  /** Seconds until the last trial ends if the longest start first, each on the next free slot. */
  private double makespan() {
    PriorityQueue<Double> free = new PriorityQueue<>();
    for (int slot = 0; slot < Math.min(slots, sweep.trials().size()); slot++) {
      free.add(0.0);
    }
    sweep.trials().stream()
        .map(speed::seconds)
        .sorted((a, b) -> Double.compare(b, a))
        .forEach(seconds -> free.add(free.remove() + seconds));
    return free.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }
}
