package org.kvsweep.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.RankedCell;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.settings.Count;
import org.kvsweep.trial.PlainText;

/**
 * The ranking of a row as lines for a terminal: a cell a line, the best first, with its difference
 * from the best. Where that is too wide, the settings of a cell stand above its numbers.
 */
final class RankingText {
  /** The most cells that are listed; the others are counted. */
  private static final int MOST_CELLS = 20;

  private static final String GAP = "  ";

  private final CellText text;
  private final int width;

  RankingText(CellText text, int width) {
    this.text = text;
    this.width = width;
  }

  /** The lines of that row, of a table in which nothing is compared. */
  List<String> lines(Row row) {
    List<RankedCell> shown = row.ranking().stream().limit(MOST_CELLS).toList();
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of(
            "", "mean", "minus best", "95 % interval", "corrected p", "more seeds", "other seeds"));
    shown.forEach(cell -> cells.add(cells(cell)));
    List<String> lines = new ArrayList<>();
    int[] widths = widths(cells);
    int numbers = IntStream.of(widths).skip(1).map(width -> width == 0 ? 0 : width + 2).sum();
    boolean beside = GAP.length() + widths[0] + numbers <= width;
    for (List<String> cell : cells) {
      String first = PlainText.oneLine(cell.get(0));
      if (!beside && !first.isEmpty()) {
        lines.add(GAP + first);
      }
      StringBuilder line = new StringBuilder(GAP);
      line.append(beside ? StringUtils.rightPad(first, widths[0]) : GAP);
      for (int i = 1; i < cell.size(); i++) {
        if (widths[i] > 0) {
          line.append(GAP).append(StringUtils.leftPad(cell.get(i), widths[i]));
        }
      }
      lines.add(line.toString().stripTrailing());
    }
    int more = row.ranking().size() - shown.size();
    if (more > 0) {
      lines.add(GAP + "and " + Count.of(more, "more cell"));
    }
    return lines;
  }

  /** Columns without a number below their heading have no width. */
  private static int[] widths(List<List<String>> cells) {
    int[] widths = new int[cells.get(0).size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      boolean empty = cells.stream().skip(1).allMatch(cell -> cell.get(column).isEmpty());
      widths[i] =
          empty ? 0 : cells.stream().mapToInt(cell -> cell.get(column).length()).max().orElse(0);
    }
    return widths;
  }

  private List<String> cells(RankedCell cell) {
    List<String> cells = new ArrayList<>();
    cells.add(cell.values().isEmpty() ? "the only cell" : CellAxes.label(cell.values()));
    cells.add(text.mean(cell.result().trials(), cell.result().trials().count()));
    cells.add(cell.fromBest().map(this::difference).orElse(""));
    cells.add(cell.fromBest().flatMap(text::interval).orElse(""));
    cells.add(cell.fromBest().filter(from -> from.paired().replicated()).map(text::p).orElse(""));
    cells.add(cell.fromBest().flatMap(text::moreSeeds).orElse(""));
    cells.add(cell.result().outcomes().exceptions());
    return cells;
  }

  private String difference(Difference from) {
    if (from.paired().pairs() == 0) {
      return from.conclusion().label();
    }
    return text.difference(from) + (from.conclusion().significant() ? " *" : "  ");
  }
}
