package org.kvsweep.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.trial.PlainText;

/** The lines of each row of a terminal table, with a name and a cell for each side. */
final class TextBlocks {
  /** The name of the line that says how many trials have not ended. */
  static final String MISSING = "missing";

  /** A line that says one thing of every side; its cell is empty where it does not say it. */
  record Line(String name, Map<String, Cell> cells) {
    Line {
      name = PlainText.oneLine(name);
    }
  }

  /** The text of a cell, and whether it is good or bad news. */
  record Cell(String text, Optional<Conclusion> conclusion) {
    Cell {
      text = PlainText.oneLine(text);
    }

    static Cell plain(String text) {
      return new Cell(text, Optional.empty());
    }
  }

  private final ComparisonTable table;
  private final CellText text;

  TextBlocks(ComparisonTable table, CellText text) {
    this.table = table;
    this.text = text;
  }

  /** The lines of that row; those with nothing in any cell are left out. */
  List<Line> of(Row row) {
    List<Line> lines = new ArrayList<>();
    lines.add(line("mean", v -> text.mean(row.shown(v), row.results().get(v).trials().count())));
    if (row.cells() > 1) {
      lines.add(
          line(
              "best of %d cells".formatted(row.cells()),
              v -> text.best(row.results().get(v).best())));
    }
    lines.add(compared(row, "minus " + table.title(table.baseline()), this::marked));
    lines.add(compared(row, "95 % interval", d -> plain(text.interval(d).orElse(""))));
    lines.add(compared(row, "corrected p", d -> plain(d.paired().replicated() ? text.p(d) : "")));
    lines.add(compared(row, "more seeds", d -> plain(text.moreSeeds(d).orElse(""))));
    lines.add(line("parameters", v -> text.span(row.results().get(v).parameters())));
    lines.add(line("time a step", v -> text.duration(row.results().get(v).stepSeconds())));
    lines.add(line("stopped", v -> count(row.results().get(v).outcomes().stopped())));
    lines.add(line("diverged", v -> count(row.results().get(v).outcomes().diverged())));
    lines.add(line("failed", v -> count(row.results().get(v).outcomes().failed())));
    lines.add(line(MISSING, v -> count(row.results().get(v).outcomes().missing())));
    lines.removeIf(line -> line.cells().values().stream().allMatch(cell -> cell.text().isEmpty()));
    return lines;
  }

  private Cell marked(Difference difference) {
    if (difference.paired().pairs() == 0) {
      return plain(difference.conclusion().label());
    }
    boolean significant = difference.conclusion().significant();
    return new Cell(
        text.difference(difference) + (significant ? " *" : ""),
        significant ? Optional.of(difference.conclusion()) : Optional.empty());
  }

  private static Cell plain(String text) {
    return Cell.plain(text);
  }

  private static String count(int trials) {
    return trials == 0 ? "" : Integer.toString(trials);
  }

  private Line line(String name, Function<String, String> cell) {
    Map<String, Cell> cells = new LinkedHashMap<>();
    table.sides().forEach(side -> cells.put(side, plain(cell.apply(side))));
    return new Line(name, cells);
  }

  private Line compared(Row row, String name, Function<Difference, Cell> cell) {
    Map<String, Cell> cells = new LinkedHashMap<>();
    for (String side : table.sides()) {
      Difference difference = row.differences().get(side);
      cells.put(side, difference == null ? plain("") : cell.apply(difference));
    }
    return new Line(name, cells);
  }
}
