package org.kvsweep.report;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.RankedCell;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.trial.PlainText;

/** A comparison table as LaTeX for a paper; needs the package booktabs. */
final class LatexTable {
  private static final CellText TEXT = new CellText(Symbols.LATEX, CellText.Digits.FULL);

  private LatexTable() {}

  static String write(ComparisonTable table) {
    StringBuilder out = new StringBuilder();
    out.append("% needs \\usepackage{booktabs}\n\\begin{table}\n\\centering\n");
    boolean ranks = table.key().isEmpty();
    int columns = ranks ? 2 : table.sides().size();
    out.append("\\begin{tabular}{ll").append("r".repeat(columns)).append("}\n");
    out.append("\\toprule\n");
    List<String> header = new ArrayList<>(List.of("task", ranks ? "cell" : "metric"));
    if (ranks) {
      header.addAll(List.of("mean", "$\\Delta$ best"));
    } else {
      table.sides().forEach(side -> header.add(escaped(table.title(side))));
    }
    addRow(out, header);
    out.append("\\midrule\n");
    for (int i = 0; i < table.rows().size(); i++) {
      out.append(i == 0 ? "" : "\\addlinespace\n");
      if (ranks) {
        addRanking(out, table.rows().get(i));
      } else {
        addRows(out, table, table.rows().get(i));
      }
    }
    out.append("\\bottomrule\n\\end{tabular}\n");
    out.append("\\caption{").append(escaped(table.sweep())).append(". ");
    TableNotes.of(table, Symbols.LATEX, LatexTable::escaped)
        .forEach(note -> out.append(caption(note)).append(' '));
    out.append("$^{*}$~significant at 5\\,\\%.}\n\\end{table}\n");
    return out.toString();
  }

  private static void addRows(StringBuilder out, ComparisonTable table, Row row) {
    List<String> means = new ArrayList<>();
    means.add(escaped(row.label()));
    means.add(escaped(row.metric().map(Metric::name).orElse("")));
    List<String> differences =
        new ArrayList<>(List.of("", "$\\Delta$ " + escaped(table.baseline())));
    for (String side : table.sides()) {
      means.add(TEXT.mean(row.shown(side), row.results().get(side).trials().count()));
      Difference difference = row.differences().get(side);
      differences.add(
          difference == null || difference.paired().pairs() == 0 ? "" : text(difference));
    }
    addRow(out, means);
    if (!row.differences().isEmpty()) {
      addRow(out, differences);
    }
  }

  /** The cells of a row, the best first. */
  private static void addRanking(StringBuilder out, Row row) {
    String label = row.label() + row.metric().map(metric -> ", " + metric.name()).orElse("");
    for (RankedCell cell : row.ranking()) {
      addRow(
          out,
          List.of(
              cell.fromBest().isEmpty() ? escaped(label) : "",
              escaped(CellAxes.label(cell.values())),
              TEXT.mean(cell.result().trials(), cell.result().trials().count()),
              cell.fromBest()
                  .filter(from -> from.paired().pairs() > 0)
                  .map(LatexTable::text)
                  .orElse("")));
    }
  }

  private static String text(Difference difference) {
    return TEXT.difference(difference) + (difference.conclusion().significant() ? "$^{*}$" : "");
  }

  /** A note already has LaTeX in its symbols and escaped names; a plain percent sign is ours. */
  private static String caption(String note) {
    return note.replace(" %", "\\,\\%");
  }

  private static void addRow(StringBuilder out, List<String> cells) {
    out.append(String.join(" & ", cells)).append(" \\\\\n");
  }

  /** Text that shows as it is and runs no command. */
  static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    PlainText.oneLine(text).codePoints().forEach(c -> out.append(escaped(c)));
    return out.toString();
  }

  private static String escaped(int character) {
    return switch (character) {
      case '\\' -> "\\textbackslash{}";
      case '~' -> "\\textasciitilde{}";
      case '^' -> "\\textasciicircum{}";
      case '<' -> "\\textless{}";
      case '>' -> "\\textgreater{}";
      case '|' -> "\\textbar{}";
      case '"' -> "\\symbol{34}";
      case '&', '%', '$', '#', '_', '{', '}' -> "\\" + Character.toString(character);
      case 0xFFFD -> "?";
      default -> Character.toString(character);
    };
  }
}
