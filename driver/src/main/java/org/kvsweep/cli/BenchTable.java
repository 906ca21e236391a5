package org.kvsweep.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.cli.text.TextColumns;
import org.kvsweep.kernel.Precision;
import org.kvsweep.speed.StepSpeed;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialSpec;

/**
 * The measured speeds of a sweep, as text for people and as JSON.
 *
 * @param cpu of this machine
 * @param peaks operations a second of large products, by precision
 * @param cores of this machine
 */
record BenchTable(
    SweepSpec sweep,
    Map<BenchCell, StepSpeed> speeds,
    String cpu,
    Map<Precision, Double> peaks,
    int cores) {
  private static final String NONE = "-";

  /** A table that fits into so many characters where it can, and what its figures mean. */
  List<String> lines(int width) {
    if (speeds.isEmpty()) {
      return List.of("Nothing was measured.");
    }
    TrialLabel label = new TrialLabel(sweep);
    List<String> lines = new ArrayList<>(table(label::ofCell));
    if (lines.stream().anyMatch(line -> line.length() > width)) {
      lines = new ArrayList<>(table(label::ofCellDifferences));
    }
    lines.addAll(0, List.of("%s on %s, a core for each trial:".formatted(sweep.name(), cpu), ""));
    lines.add("");
    lines.add("Peak of a core on large products: " + peaksInWords() + ".");
    lines.add(
        cores > 1
            ? "2 at once: steps that two trials side by side take while one alone takes one."
            : "Nothing was measured side by side: this machine has one core.");
    return lines;
  }

  private List<String> table(Function<TrialSpec, String> label) {
    TextColumns table =
        new TextColumns(
            List.of("steps like", "cells", "a step", "GFLOP/s", "of peak", "2 at once"));
    speeds.forEach(
        (cell, speed) ->
            table.row(
                List.of(
                    label.apply(cell.trial().spec()),
                    ReadableNumbers.count(cell.cells()),
                    time(speed.seconds()),
                    "%.1f".formatted(rate(cell, speed) / 1e9),
                    "%.0f %%".formatted(100 * share(cell, speed)),
                    text(speed.stepsOfTwo()))));
    return table.lines();
  }

  /** {@code 3.21 ms}, {@code 0.52 s} or {@code 12.3 s}. */
  static String time(double seconds) {
    return seconds < 0.1
        ? String.format(Locale.ROOT, "%.2f ms", seconds * 1e3)
        : String.format(Locale.ROOT, "%.2f s", seconds);
  }

  private static String text(OptionalDouble number) {
    return number.isPresent() ? String.format(Locale.ROOT, "%.2f", number.getAsDouble()) : NONE;
  }

  private String peaksInWords() {
    return peaks.entrySet().stream()
        .map(
            peak ->
                "%s GFLOP/s in %s"
                    .formatted(
                        ReadableNumbers.compact(peak.getValue() / 1e9), peak.getKey().label()))
        .collect(Collectors.joining(", "));
  }

  /** Operations a second of a trial alone. */
  private static double rate(BenchCell cell, StepSpeed speed) {
    return cell.trial().cost().stepFlops() / speed.seconds();
  }

  private double share(BenchCell cell, StepSpeed speed) {
    return rate(cell, speed) / peaks.get(cell.precision());
  }

  /** One document with all figures, unrounded. */
  String json() {
    ObjectNode root = TrialJson.object();
    root.put("sweep", sweep.name());
    root.put("cpu", cpu);
    root.put("cores", cores);
    ObjectNode rates = root.putObject("peakFlopsPerSecond");
    peaks.forEach((precision, rate) -> rates.put(precision.label(), rate));
    TrialLabel label = new TrialLabel(sweep);
    ArrayNode steps = root.putArray("steps");
    speeds.forEach(
        (cell, speed) -> {
          ObjectNode node = steps.addObject();
          node.put("like", label.ofCell(cell.trial().spec()));
          node.put("cells", cell.cells());
          node.put("precision", cell.precision().label());
          node.put("parameters", cell.trial().cost().parameters());
          node.put("stepFlops", cell.trial().cost().stepFlops());
          node.put("seconds", speed.seconds());
          speed.sideBySideSeconds().ifPresent(beside -> node.put("sideBySideSeconds", beside));
          node.put("flopsPerSecond", rate(cell, speed));
          node.put("shareOfPeak", share(cell, speed));
        });
    return TrialJson.text(root);
  }
}
