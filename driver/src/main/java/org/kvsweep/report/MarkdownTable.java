package org.kvsweep.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.Ended;
import org.kvsweep.report.ComparisonTable.RankedCell;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.ComparisonTable.SideResult;
import org.kvsweep.report.statistics.Summary;
import org.kvsweep.settings.Count;
import org.kvsweep.trial.PlainText;

/** A comparison table as Markdown. */
final class MarkdownTable {
  private static final CellText TEXT = new CellText(Symbols.UNICODE, CellText.Digits.FULL);

  private static final Set<String> TEXT_COLUMNS =
      Set.of("task", "metric", "cell", "trial", "status", "what", "cause");

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
    // What ranks its cells is no row of means: that of all cells would be about none of them.
    Map<Boolean, List<Row>> ranked =
        table.rows().stream().collect(Collectors.partitioningBy(row -> row.ranking().size() > 1));
    if (!ranked.get(false).isEmpty()) {
      addMetric(out, table, ranked.get(false));
    }
    ranked.get(true).forEach(row -> addRanking(out, row));
    TableNotes.of(table, Symbols.UNICODE).forEach(note -> out.append(escaped(note)).append('\n'));
    if (table.rows().stream().flatMap(Row::allDifferences).findAny().isPresent()) {
      out.append("Significant differences are bold.\n");
    }
    out.append('\n');
    addCost(out, table);
    if (table.rows().stream().anyMatch(row -> row.cells() > 1)) {
      addBest(out, table);
    }
  }

  private static void addMetric(StringBuilder out, ComparisonTable table, List<Row> rows) {
    List<String> header = new ArrayList<>(List.of("task", "metric"));
    table.sides().forEach(side -> header.add(heading(table, side)));
    table
        .compared()
        .forEach(side -> header.add(heading(table, side) + " − " + escaped(table.baseline())));
    addHeader(out, header);
    for (Row row : rows) {
      List<String> cells = new ArrayList<>();
      cells.add(escaped(row.label()));
      cells.add(escaped(row.metric().map(Metric::name).orElse("–")));
      for (String side : table.sides()) {
        cells.add(mean(row.shown(side), row.results().get(side)));
      }
      for (String side : table.compared()) {
        cells.add(
            Optional.ofNullable(row.differences().get(side))
                .map(MarkdownTable::difference)
                .orElse("–"));
      }
      addRow(out, cells);
    }
    out.append('\n');
  }

  private static void addRanking(StringBuilder out, Row row) {
    out.append("The cells of ").append(escaped(row.label())).append(", the best first:\n\n");
    String mean = "mean" + row.metric().map(metric -> " " + escaped(metric.name())).orElse("");
    addHeader(out, List.of("cell", mean, "minus best", "parameters", "time a step"));
    for (RankedCell cell : row.ranking()) {
      addRow(
          out,
          List.of(
              escaped(CellAxes.label(cell.values())),
              mean(cell.result().trials(), cell.result()),
              cell.fromBest().map(MarkdownTable::difference).orElse("–"),
              TEXT.span(cell.result().parameters()),
              TEXT.duration(cell.result().stepSeconds())));
    }
    out.append('\n');
  }

  /** The heading of a side's columns; without a comparison its numbers are those of all cells. */
  private static String heading(ComparisonTable table, String side) {
    return table.key().isEmpty() ? "mean" : escaped(table.title(side));
  }

  private static String mean(Summary shown, SideResult result) {
    String mean = TEXT.mean(shown, result.trials().count());
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
                .filter(p -> difference.paired().replicated()),
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

  /** Adds a table with two columns for each side: the first of all, then the second of all. */
  private static void addPairs(
      StringBuilder out,
      ComparisonTable table,
      String firstName,
      Function<SideResult, String> first,
      String secondName,
      Function<SideResult, String> second) {
    List<String> header = new ArrayList<>(List.of("task"));
    table.sides().forEach(side -> header.add(heading(table, side) + firstName));
    table.sides().forEach(side -> header.add(heading(table, side) + secondName));
    addHeader(out, header);
    for (Row row : table.rows()) {
      List<String> cells = new ArrayList<>(List.of(escaped(row.label())));
      table.sides().forEach(side -> cells.add(first.apply(row.results().get(side))));
      table.sides().forEach(side -> cells.add(second.apply(row.results().get(side))));
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
