package org.kvsweep.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.Ended;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.ComparisonTable.VariantResult;
import org.kvsweep.settings.Count;
import org.kvsweep.trial.PlainText;

/** A comparison table as Markdown. */
final class MarkdownTable {
  private static final CellText TEXT = new CellText(Symbols.UNICODE, CellText.Digits.FULL);

  private static final Set<String> TEXT_COLUMNS =
      Set.of("task", "metric", "trial", "status", "what", "cause");

  private MarkdownTable() {}

  /**
   * The whole file.
   *
   * @param byCell the same results with a row for each cell; left out where it has no more rows
   */
  static String write(ComparisonTable byTask, ComparisonTable byCell) {
    StringBuilder out = new StringBuilder("# ").append(escaped(byTask.sweep())).append("\n\n");
    Outcomes outcomes = byTask.outcomes();
    out.append(
            "%d of %s completed"
                .formatted(outcomes.completed(), Count.of(outcomes.trials(), "trial")))
        .append(outcomes.exceptions().isEmpty() ? "" : "; " + outcomes.exceptions())
        .append(".\n\n");
    addTables(out, byTask);
    if (byCell.rows().size() > byTask.rows().size()) {
      out.append("\n## By cell\n\n");
      addTables(out, byCell);
    }
    addExceptions(out, byTask.exceptions());
    return out.toString();
  }

  private static void addTables(StringBuilder out, ComparisonTable table) {
    addMetric(out, table);
    out.append('\n');
    TEXT.notes(table).forEach(note -> out.append(escaped(note)).append('\n'));
    if (!table.compared().isEmpty()) {
      out.append("Significant differences are bold.\n");
    }
    out.append('\n');
    addCost(out, table);
    if (table.rows().stream().anyMatch(row -> row.cells() > 1)) {
      addBest(out, table);
    }
  }

  private static void addMetric(StringBuilder out, ComparisonTable table) {
    List<String> header = new ArrayList<>(List.of("task", "metric"));
    table.variants().forEach(variant -> header.add(variant.label()));
    table
        .compared()
        .forEach(variant -> header.add(variant.label() + " − " + table.baseline().label()));
    addHeader(out, header);
    for (Row row : table.rows()) {
      List<String> cells = new ArrayList<>();
      cells.add(escaped(row.label()));
      cells.add(escaped(row.metric().map(Metric::name).orElse("–")));
      for (AttentionVariant variant : table.variants()) {
        cells.add(mean(row, variant));
      }
      for (AttentionVariant variant : table.compared()) {
        cells.add(
            Optional.ofNullable(row.differences().get(variant))
                .map(MarkdownTable::difference)
                .orElse("–"));
      }
      addRow(out, cells);
    }
  }

  private static String mean(Row row, AttentionVariant variant) {
    VariantResult result = row.results().get(variant);
    String mean = TEXT.mean(row.shown(variant), result.trials().count());
    String exceptions = result.outcomes().exceptions();
    return exceptions.isEmpty() ? mean : mean + "; " + exceptions;
  }

  private static String difference(Difference difference) {
    if (difference.paired().pairs() == 0) {
      return difference.conclusion().label();
    }
    String mean = TEXT.difference(difference);
    String text = difference.conclusion().significant() ? "**" + mean + "**" : mean;
    String interval = TEXT.interval(difference).map(ends -> " (" + ends + ")").orElse("");
    return Stream.of(
            Optional.of(text + interval),
            Optional.of("p " + escaped(TEXT.p(difference)))
                .filter(p -> difference.paired().pairs() > 1),
            TEXT.moreSeeds(difference)
                .map(seeds -> seeds + " more seed" + (seeds.endsWith(" 1") ? "" : "s")))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(", "));
  }

  private static void addCost(StringBuilder out, ComparisonTable table) {
    addPairs(
        out,
        table,
        " parameters",
        result -> TEXT.span(result.parameters()),
        " time a step",
        result -> TEXT.duration(result.stepSeconds()));
  }

  private static void addBest(StringBuilder out, ComparisonTable table) {
    out.append("\nThe best cell of each:\n\n");
    addPairs(
        out,
        table,
        "",
        result -> TEXT.best(result.best()),
        " at",
        result -> result.best().map(best -> escaped(CellAxes.label(best.values()))).orElse("–"));
  }

  /** Adds a table with two columns for each attention: the first of all, then the second of all. */
  private static void addPairs(
      StringBuilder out,
      ComparisonTable table,
      String firstName,
      Function<VariantResult, String> first,
      String secondName,
      Function<VariantResult, String> second) {
    List<String> header = new ArrayList<>(List.of("task"));
    table.variants().forEach(variant -> header.add(variant.label() + firstName));
    table.variants().forEach(variant -> header.add(variant.label() + secondName));
    addHeader(out, header);
    for (Row row : table.rows()) {
      List<String> cells = new ArrayList<>(List.of(escaped(row.label())));
      table.variants().forEach(variant -> cells.add(first.apply(row.results().get(variant))));
      table.variants().forEach(variant -> cells.add(second.apply(row.results().get(variant))));
      addRow(out, cells);
    }
  }

  private static void addExceptions(StringBuilder out, List<Ended> exceptions) {
    if (exceptions.isEmpty()) {
      return;
    }
    out.append("\n## Not completed\n\n");
    addHeader(out, List.of("trial", "status", "what", "cause"));
    for (Ended ended : exceptions) {
      addRow(
          out,
          List.of(
              ended.id().value(), ended.status(), escaped(ended.label()), escaped(ended.cause())));
    }
  }

  private static void addHeader(StringBuilder out, List<String> names) {
    addRow(out, names);
    addRow(out, names.stream().map(name -> TEXT_COLUMNS.contains(name) ? "---" : "---:").toList());
  }

  private static void addRow(StringBuilder out, List<String> cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** Text that shows as it is: no markup, no HTML, no cell border, no line break. */
  static String escaped(String text) {
    return PlainText.oneLine(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replaceAll("[\\\\`*_\\[\\]|#~!]", "\\\\$0");
  }
}
