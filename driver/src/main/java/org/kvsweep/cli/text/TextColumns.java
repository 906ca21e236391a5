package org.kvsweep.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.lang3.StringUtils;

/** A table of plain text; columns of figures are aligned to the right. */
public final class TextColumns {
  /** Stands before figures that are estimates. */
  public static final String ABOUT = "about ";

  private static final String GAP = "  ";

  /** A number, its unit or what it is out of: {@code 1,234}, {@code 3 min 05 s}, {@code 5/12}. */
  private static final Pattern FIGURE =
      Pattern.compile("-?\\d[\\d,]*(\\.\\d+)?(e[-+]?\\d+)?(/\\d+| .*)?");

  private final List<List<String>> rows = new ArrayList<>();

  public TextColumns(List<String> header) {
    rows.add(List.copyOf(header));
  }

  public void row(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "Cannot add a row: expected %d cells, got %d"
              .formatted(rows.get(0).size(), cells.size()));
    }
    rows.add(List.copyOf(cells));
  }

  /** The lines, header first, without trailing spaces. */
  public List<String> lines() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    boolean[] figures = new boolean[columns];
    for (int i = 0; i < columns; i++) {
      int column = i;
      widths[i] = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
      figures[i] = rows.stream().skip(1).allMatch(row -> figure(row.get(column)));
    }
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, columns)
                    .mapToObj(i -> padded(row.get(i), widths[i], figures[i]))
                    .collect(Collectors.joining(GAP))
                    .stripTrailing())
        .toList();
  }

  private static String padded(String text, int width, boolean right) {
    return right ? StringUtils.leftPad(text, width) : StringUtils.rightPad(text, width);
  }

  private static boolean figure(String text) {
    String known = text.startsWith(ABOUT) ? text.substring(ABOUT.length()) : text;
    return known.isEmpty() || FIGURE.matcher(known).matches();
  }
}
