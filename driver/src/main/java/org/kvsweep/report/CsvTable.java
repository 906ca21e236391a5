package org.kvsweep.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.ComparisonTable.Span;
import org.kvsweep.report.ComparisonTable.VariantResult;
import org.kvsweep.report.statistics.Interval;
import org.kvsweep.report.statistics.PairedDifference;
import org.kvsweep.report.statistics.Summary;
import org.kvsweep.trial.PlainText;

/**
 * A comparison table as CSV (RFC 4180), one line for each row and attention, numbers unrounded; an
 * empty field where there is no number.
 */
final class CsvTable {
  private static final List<String> HEADER =
      List.of(
          "task",
          "row",
          "metric",
          "attention",
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
          "more-seeds");

  private CsvTable() {}

  static String write(ComparisonTable table) {
    StringBuilder out = new StringBuilder();
    addLine(out, HEADER);
    for (Row row : table.rows()) {
      for (AttentionVariant variant : table.variants()) {
        addLine(out, line(table, row, variant));
      }
    }
    return out.toString();
  }

  private static List<String> line(ComparisonTable table, Row row, AttentionVariant variant) {
    VariantResult result = row.results().get(variant);
    Summary shown = row.shown(variant);
    Outcomes outcomes = result.outcomes();
    List<String> line = new ArrayList<>();
    line.add(text(row.task()));
    line.add(text(CellAxes.label(row.values())));
    line.add(text(row.metric().map(Metric::name).orElse("")));
    line.add(variant.label());
    addWhole(line, row.cells(), result.trials().count());
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
    line.add(table.baseline().label());
    addDifference(line, Optional.ofNullable(row.differences().get(variant)));
    return line;
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
    line.add(paired.pairs() == 0 ? "" : paired.test().label());
    addNumbers(line, paired.p(), difference.get().correctedP(), paired.effectSize());
    line.add(difference.get().conclusion().label());
    line.add(
        difference.get().moreSeeds().isEmpty()
            ? ""
            : Integer.toString(difference.get().moreSeeds().getAsInt()));
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
