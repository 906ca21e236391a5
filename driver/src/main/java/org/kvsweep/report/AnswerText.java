package org.kvsweep.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.settings.Count;

/** What a comparison has found, in a line for each attention. */
public final class AnswerText {
  /** One pair says nothing about chance. */
  private static final int FEWEST_PAIRS = 2;

  /** More rows than these are counted, not named. */
  private static final int NAMED_ROWS = 4;

  private AnswerText() {}

  /**
   * {@code kv against qkv: worse in reverse and swap, tied in copy}; no lines where nothing could
   * be compared.
   */
  public static List<String> lines(ComparisonTable table) {
    List<String> lines = new ArrayList<>();
    for (AttentionVariant variant : table.compared()) {
      Map<Conclusion, List<String>> rows = new EnumMap<>(Conclusion.class);
      for (Row row : table.rows()) {
        Difference difference = row.differences().get(variant);
        if (difference != null && difference.paired().pairs() >= FEWEST_PAIRS) {
          rows.computeIfAbsent(difference.conclusion(), one -> new ArrayList<>()).add(row.label());
        }
      }
      if (!rows.isEmpty()) {
        List<String> parts = new ArrayList<>();
        rows.forEach(
            (conclusion, labels) -> parts.add(conclusion.label() + " in " + named(labels)));
        lines.add(
            "%s against %s: %s"
                .formatted(variant.label(), table.baseline().label(), String.join("; ", parts)));
      }
    }
    return lines;
  }

  /** Returns whether the table says anything yet: a difference, or a mean where nothing differs. */
  public static boolean hasSome(ComparisonTable table) {
    return table.compared().isEmpty() ? table.outcomes().completed() > 0 : !lines(table).isEmpty();
  }

  private static String named(List<String> rows) {
    if (rows.size() > NAMED_ROWS) {
      return Count.of(rows.size(), "row");
    }
    int last = rows.size() - 1;
    return last == 0
        ? rows.get(0)
        : String.join(", ", rows.subList(0, last)) + " and " + rows.get(last);
  }
}
