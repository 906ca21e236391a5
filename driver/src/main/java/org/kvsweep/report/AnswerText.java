package org.kvsweep.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.RankedCell;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.settings.Count;

/** What a comparison has found, in a line for each side, or for each row that ranks its cells. */
public final class AnswerText {
  /** The most rows or cells that are named; more are counted. */
  private static final int NAMED_ROWS = 4;

  private AnswerText() {}

  /**
   * {@code kv against qkv: worse in reverse and swap, tied in copy}; no lines where nothing could
   * be compared.
   */
  public static List<String> lines(ComparisonTable table) {
    return table.key().isEmpty()
        ? table.rows().stream().flatMap(row -> ranking(row).stream()).toList()
        : sides(table);
  }

  /** {@code best in iris: depth 2, of 6 cells; not told from it: depth 1 and depth 3}. */
  private static Optional<String> ranking(Row row) {
    if (row.ranking().size() < 2) {
      return Optional.empty();
    }
    // A cell that has fewer seeds than the first may be better in those that both have.
    String others =
        Stream.of(
                cells(row, "better in the seeds of both: ", RankedCell::better),
                cells(row, "not told from it: ", cell -> !cell.better() && !cell.worse()))
            .flatMap(Optional::stream)
            .collect(Collectors.joining("; "));
    return Optional.of(
        "best in %s: %s, of %d cells; %s"
            .formatted(
                row.label(),
                CellAxes.label(row.ranking().get(0).values()),
                row.ranking().size(),
                others.isEmpty() ? "all others are worse" : others));
  }

  private static Optional<String> cells(Row row, String words, Predicate<RankedCell> which) {
    List<String> cells =
        row.ranking().stream()
            .skip(1)
            .filter(which)
            .map(cell -> CellAxes.label(cell.values()))
            .toList();
    return cells.isEmpty() ? Optional.empty() : Optional.of(words + named(cells, "cell"));
  }

  private static List<String> sides(ComparisonTable table) {
    List<String> lines = new ArrayList<>();
    for (String side : table.compared()) {
      Map<Conclusion, List<String>> rows = new EnumMap<>(Conclusion.class);
      for (Row row : table.rows()) {
        Difference difference = row.differences().get(side);
        if (difference != null && difference.paired().replicated()) {
          rows.computeIfAbsent(difference.conclusion(), one -> new ArrayList<>()).add(row.label());
        }
      }
      if (!rows.isEmpty()) {
        List<String> parts = new ArrayList<>();
        rows.forEach(
            (conclusion, labels) -> parts.add(conclusion.label() + " in " + named(labels, "row")));
        lines.add(
            "%s against %s: %s"
                .formatted(table.title(side), table.baseline(), String.join("; ", parts)));
      }
    }
    return lines;
  }

  /** Returns why there is no answer where there is one seed of each difference, and so no test. */
  public static Optional<String> whyNone(ComparisonTable table) {
    boolean paired =
        table.rows().stream()
            .flatMap(Row::allDifferences)
            .anyMatch(difference -> difference.paired().pairs() > 0);
    return paired && sides(table).isEmpty()
        ? Optional.of("none yet: one seed says nothing about chance; add seeds")
        : Optional.empty();
  }

  /** Returns whether the table says anything yet: a difference, or a mean where nothing differs. */
  public static boolean hasSome(ComparisonTable table) {
    return table.compared().isEmpty() ? table.outcomes().completed() > 0 : !lines(table).isEmpty();
  }

  private static String named(List<String> rows, String what) {
    if (rows.size() > NAMED_ROWS) {
      return Count.of(rows.size(), what);
    }
    int last = rows.size() - 1;
    return last == 0
        ? rows.get(0)
        : String.join(", ", rows.subList(0, last)) + " and " + rows.get(last);
  }
}
