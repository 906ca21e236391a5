package org.kvsweep.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.report.ComparisonTable.Ended;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.ComparisonTable.SideResult;
import org.kvsweep.report.TextBlocks.Cell;
import org.kvsweep.report.TextBlocks.Line;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.trial.PlainText;

/**
 * A comparison table as text for a terminal: a block of lines a row, a column a side. Where that is
 * too wide, numbers get fewer digits; where it still is, the sides stand below each other. Where
 * nothing is compared, each row ranks its cells.
 */
public final class TextTable {
  /** The number of listed trials that did not complete; the rest is counted. */
  private static final int EXCEPTIONS_SHOWN = 10;

  private static final String GAP = "  ";
  private static final String GREEN = "\u001B[32m";
  private static final String RED = "\u001B[31m";
  private static final String PLAIN = "\u001B[0m";

  private final ComparisonTable table;
  // Of rows in which nothing has ended there is nothing to show.
  private final List<Row> rows;
  private final TextStyle style;
  private final Symbols symbols;

  private TextTable(ComparisonTable table, TextStyle style) {
    this.table = table;
    this.rows = table.rows().stream().filter(TextTable::begun).toList();
    this.style = style;
    this.symbols = style.signs() == TextStyle.Signs.UNICODE ? Symbols.UNICODE : Symbols.ASCII;
  }

  /** The table as lines, each ended by a line feed and no wider than the style says. */
  public static String write(ComparisonTable table, TextStyle style) {
    return new TextTable(table, style).write();
  }

  /**
   * How the trials of the table ended, for a run that was interrupted before anything could be
   * compared.
   */
  public static String summary(ComparisonTable table, TextStyle style) {
    return new TextTable(table, style).summary();
  }

  private String summary() {
    StringBuilder out = new StringBuilder();
    addLine(out, headline());
    exceptions().forEach(line -> addLine(out, line));
    return out.toString();
  }

  /** {@code reverse-by-attention: 24 trials, 22 completed, 2 failed}. */
  private String headline() {
    Outcomes outcomes = table.outcomes();
    return "%s: %d %s, %s"
        .formatted(
            table.sweep(),
            outcomes.trials(),
            Count.noun(outcomes.trials(), "trial"),
            outcomes.summary());
  }

  private static boolean begun(Row row) {
    return row.results().values().stream().anyMatch(TextTable::begun);
  }

  /** Returns whether a trial has ended; of a side without one there is nothing to say. */
  private static boolean begun(SideResult side) {
    return side.outcomes().missing() < side.outcomes().trials();
  }

  private String write() {
    if (rows.isEmpty()) {
      return summary();
    }
    StringBuilder out = new StringBuilder();
    addLine(out, headline());
    out.append('\n');
    if (table.key().isEmpty()) {
      addRankings(out);
    } else {
      addSides(out);
    }
    notes().forEach(note -> addWrapped(out, note));
    exceptions().forEach(line -> addLine(out, line));
    return out.toString();
  }

  private void addRankings(StringBuilder out) {
    RankingText ranking =
        new RankingText(new CellText(symbols, CellText.Digits.FULL), style.width());
    for (Row row : rows) {
      addLine(out, title(row));
      ranking.lines(row).forEach(line -> addLine(out, line));
      out.append('\n');
    }
  }

  private void addSides(StringBuilder out) {
    Columns full = columns(CellText.Digits.FULL);
    Columns compact = columns(CellText.Digits.COMPACT);
    if (full.width() <= style.width()) {
      addSideBySide(out, full);
    } else if (compact.width() <= style.width()) {
      addSideBySide(out, compact);
    } else {
      addStacked(out, full);
    }
  }

  /** The blocks of all rows, and how wide each column has to be for them. */
  private record Columns(List<List<Line>> blocks, int stub, Map<String, Integer> widths) {
    int width() {
      return stub + widths.values().stream().mapToInt(width -> GAP.length() + width).sum();
    }
  }

  private Columns columns(CellText.Digits digits) {
    TextBlocks text = new TextBlocks(table, new CellText(symbols, digits));
    List<List<Line>> blocks = rows.stream().map(text::of).toList();
    int stub = heading().length();
    Map<String, Integer> widths = new LinkedHashMap<>();
    table.sides().forEach(side -> widths.put(side, side.length()));
    for (Line line : blocks.stream().flatMap(List::stream).toList()) {
      stub = Math.max(stub, GAP.length() + line.name().length());
      line.cells().forEach((side, cell) -> widths.merge(side, cell.text().length(), Math::max));
    }
    return new Columns(blocks, stub, widths);
  }

  private void addSideBySide(StringBuilder out, Columns columns) {
    StringBuilder header = new StringBuilder(StringUtils.rightPad(heading(), columns.stub()));
    columns.widths().forEach((side, width) -> header.append(GAP).append(padded(side, width)));
    out.append(PlainText.oneLine(header.toString())).append('\n');
    for (int i = 0; i < rows.size(); i++) {
      addLine(out, title(rows.get(i)));
      for (Line line : columns.blocks().get(i)) {
        StringBuilder text = new StringBuilder(GAP + line.name());
        text.append(" ".repeat(columns.stub() - text.length()));
        line.cells()
            .forEach(
                (side, cell) -> {
                  String padding = " ".repeat(columns.widths().get(side) - cell.text().length());
                  text.append(GAP).append(padding).append(coloured(cell));
                });
        out.append(text.toString().stripTrailing()).append('\n');
      }
      out.append('\n');
    }
  }

  /** The name of what is compared, above the rows; attentions need none. */
  private String heading() {
    return table.key().filter(key -> !key.isAttention()).map(ComparedKey::key).orElse("");
  }

  private void addStacked(StringBuilder out, Columns columns) {
    for (int i = 0; i < rows.size(); i++) {
      addLine(out, title(rows.get(i)));
      for (String side : table.sides()) {
        addLine(out, GAP + table.title(side));
        boolean begun = begun(rows.get(i).results().get(side));
        for (Line line : columns.blocks().get(i)) {
          Cell cell = line.cells().get(side);
          if (!cell.text().isEmpty() && (begun || line.name().equals(TextBlocks.MISSING))) {
            String name = GAP + line.name() + " ".repeat(columns.stub() - line.name().length());
            out.append(GAP).append(name).append(coloured(cell)).append('\n');
          }
        }
      }
      out.append('\n');
    }
  }

  private static String title(Row row) {
    return row.label() + row.metric().map(metric -> ": " + metric.name()).orElse("");
  }

  private String coloured(Cell cell) {
    if (style.colours() == TextStyle.Colours.NONE || cell.conclusion().isEmpty()) {
      return cell.text();
    }
    return (cell.conclusion().get() == Conclusion.BETTER ? GREEN : RED) + cell.text() + PLAIN;
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>(TableNotes.of(table, symbols));
    boolean marked =
        table.rows().stream()
            .flatMap(Row::allDifferences)
            .anyMatch(difference -> difference.conclusion().significant());
    if (marked) {
      notes.add("* significant at 5 %");
    }
    List<String> empty = table.rows().stream().filter(row -> !begun(row)).map(Row::label).toList();
    if (!empty.isEmpty()) {
      notes.add("Nothing has ended yet in " + String.join("; ", empty) + ".");
    }
    return notes;
  }

  private List<String> exceptions() {
    List<String> lines = new ArrayList<>();
    table.exceptions().stream()
        .limit(EXCEPTIONS_SHOWN)
        .forEach(ended -> lines.add(ended.status() + ": " + described(ended)));
    if (table.exceptions().size() > EXCEPTIONS_SHOWN) {
      lines.add("and %d more".formatted(table.exceptions().size() - EXCEPTIONS_SHOWN));
    }
    return lines;
  }

  /** {@code reverse, length 16, kv, seed 1: out-of-memory: …}. */
  private static String described(Ended ended) {
    return "%s: %s".formatted(ended.label(), ended.cause());
  }

  private void addLine(StringBuilder out, String line) {
    String shown = PlainText.oneLine(line);
    String end = style.ellipsis();
    if (shown.length() > style.width()) {
      shown = shown.substring(0, style.width() - end.length()) + end;
    }
    out.append(shown).append('\n');
  }

  private void addWrapped(StringBuilder out, String sentence) {
    WrappedText.lines(PlainText.oneLine(sentence), style.width())
        .forEach(line -> out.append(line).append('\n'));
  }

  private static String padded(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
