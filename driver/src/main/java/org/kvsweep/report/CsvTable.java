package org.kvsweep.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.RankedCell;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.ComparisonTable.SideResult;
import org.kvsweep.report.ComparisonTable.Span;
import org.kvsweep.report.statistics.Interval;
import org.kvsweep.report.statistics.PairedDifference;
import org.kvsweep.report.statistics.Summary;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.trial.PlainText;

/**
 * A comparison table as CSV (RFC 4180), one line for each row and side, or, where nothing is
 * compared, for each cell; numbers unrounded; an empty field where there is no number.
 */
final class CsvTable {
  /** Stands for the name of the compared key. */
  private static final String SIDE = "side";

  private static final List<String> HEADER =
      List.of(
          "task",
          "row",
          "metric",
          SIDE,
          "cells",
          "trials",
          "mean",
          "standard-deviation",
          "median",
          "interval-low",
          "interval-high",
          "interval-method",
          "completed",
          "stopped",
          "diverged",
          "failed",
          "missing",
          "parameters-least",
          "parameters-most",
          "flops-least",
          "flops-most",
          "step-seconds",
          "training-seconds",
          "best-cell",
          "best-mean",
          "baseline",
          "pairs",
          "unpaired",
          "difference",
          "difference-standard-deviation",
          "difference-low",
          "difference-high",
          "test",
          "p",
          "corrected-p",
          "effect-size",
          "verdict",
          "more-seeds",
          "seeds");

  private CsvTable() {}

  static String write(ComparisonTable table) {
    StringBuilder out = new StringBuilder();
    String key = table.key().map(ComparedKey::key).orElse(SIDE);
    addLine(out, HEADER.stream().map(name -> name.equals(SIDE) ? key : name).toList());
    for (Row row : table.rows()) {
      if (table.key().isEmpty()) {
        row.ranking().forEach(cell -> addLine(out, line(row, cell)));
      } else {
        table.sides().forEach(side -> addLine(out, line(table, row, side)));
      }
    }
    return out.toString();
  }

  /** The line of a cell, whose baseline is the best. */
  private static List<String> line(Row row, RankedCell cell) {
    List<String> line = new ArrayList<>();
    line.add(text(row.task()));
    line.add(text(CellAxes.label(cell.values())));
    line.add(text(row.metric().map(Metric::name).orElse("")));
    line.add(SweepResults.ALL);
    addResult(line, 1, cell.result(), cell.result().trials());
    line.add("best");
    addDifference(line, cell.fromBest());
    return line;
  }

  private static List<String> line(ComparisonTable table, Row row, String side) {
    List<String> line = new ArrayList<>();
    line.add(text(row.task()));
    line.add(text(CellAxes.label(row.values())));
    line.add(text(row.metric().map(Metric::name).orElse("")));
    line.add(text(side));
    addResult(line, row.cells(), row.results().get(side), row.shown(side));
    line.add(text(table.baseline()));
    addDifference(line, Optional.ofNullable(row.differences().get(side)));
    return line;
  }

  private static void addResult(List<String> line, int cells, SideResult result, Summary shown) {
    Outcomes outcomes = result.outcomes();
    addWhole(line, cells, result.trials().count());
    addNumbers(line, shown.mean(), shown.standardDeviation(), shown.median());
    addInterval(line, shown.interval());
    line.add(shown.interval().map(interval -> interval.method().label()).orElse(""));
    addWhole(
        line,
        outcomes.completed(),
        outcomes.stopped(),
        outcomes.diverged(),
        outcomes.failed(),
        outcomes.missing());
    addSpan(line, result.parameters());
    addSpan(line, result.forwardFlops());
    addNumbers(line, result.stepSeconds(), result.trainingSeconds());
    line.add(text(result.best().map(best -> CellAxes.label(best.values())).orElse("")));
    addNumbers(line, result.best().map(best -> best.trials().mean()).orElse(Double.NaN));
  }

  private static void addDifference(List<String> line, Optional<Difference> difference) {
    if (difference.isEmpty()) {
      while (line.size() < HEADER.size()) {
        line.add("");
      }
      return;
    }
    PairedDifference paired = difference.get().paired();
    addWhole(line, paired.pairs(), difference.get().unpaired());
    addNumbers(line, paired.mean(), paired.standardDeviation());
    addInterval(line, paired.interval());
    line.add(paired.replicated() ? paired.test().label() : "");
    addNumbers(line, paired.p(), difference.get().correctedP(), paired.effectSize());
    line.add(difference.get().conclusion().label());
    line.add(
        difference.get().moreSeeds().isEmpty()
            ? ""
            : Integer.toString(difference.get().moreSeeds().getAsInt()));
    addWhole(line, paired.seeds());
  }

  private static void addInterval(List<String> line, Optional<Interval> interval) {
    addNumbers(
        line,
        interval.map(Interval::low).orElse(Double.NaN),
        interval.map(Interval::high).orElse(Double.NaN));
  }

  private static void addSpan(List<String> line, Optional<Span> span) {
    line.add(span.map(s -> Long.toString(s.least())).orElse(""));
    line.add(span.map(s -> Long.toString(s.most())).orElse(""));
  }

  private static void addWhole(List<String> line, int... numbers) {
    Arrays.stream(numbers).forEach(number -> line.add(Integer.toString(number)));
  }

  private static void addNumbers(List<String> line, double... numbers) {
    Arrays.stream(numbers)
        .forEach(number -> line.add(Double.isNaN(number) ? "" : Double.toString(number)));
  }

  private static void addLine(StringBuilder out, List<String> fields) {
    out.append(fields.stream().map(CsvTable::quoted).collect(Collectors.joining(",")))
        .append("\r\n");
  }

  /** Text that no spreadsheet takes for a formula: with an apostrophe before, where it looks so. */
  static String text(String text) {
    String line = PlainText.oneLine(text);
    return line.stripLeading().matches("(?s)[=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20].*")
        ? "'" + line
        : line;
  }

  /** Any text as a field, in quotes where it needs them. */
  static String field(String text) {
    return quoted(text(text));
  }

  private static String quoted(String field) {
    return field.matches("[^\",\r\n]*") ? field : "\"" + field.replace("\"", "\"\"") + "\"";
  }
}
