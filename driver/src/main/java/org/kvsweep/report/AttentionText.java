package org.kvsweep.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.attention.AttentionMap;
import org.kvsweep.training.AttentionMaps;
import org.kvsweep.training.AttentionMaps.Look;
import org.kvsweep.trial.PlainText;

/** Attention maps for a terminal, as shades of grey, and for other programs, as CSV. */
public final class AttentionText {
  private static final String[] SHADES = {" ", "░", "▒", "▓", "█"};
  private static final String[] ASCII_SHADES = {" ", ".", ":", "+", "#"};
  private static final int LONGEST_LABEL = 12;

  private AttentionText() {}

  /** The numbers of a map that are shown. */
  public enum Numbers {
    /** The weights, after the softmax. */
    WEIGHTS,
    /** The scores, before the softmax. */
    SCORES;

    private double[][] of(AttentionMap.Head head) {
      return switch (this) {
        case WEIGHTS -> head.weights();
        case SCORES -> head.scores();
      };
    }
  }

  /**
   * One head as a picture: the darker, the more.
   *
   * @param layer from 0
   * @param head from 0
   */
  public static String picture(
      AttentionMaps maps, int layer, int head, Numbers numbers, TextStyle style) {
    Look look = maps.layers().get(layer);
    double[][] values = numbers.of(look.map().heads().get(head));
    List<String> rows =
        maps.tokens().get(look.targets()).stream().map(AttentionText::label).toList();
    List<String> columns =
        maps.tokens().get(look.sources()).stream().map(AttentionText::label).toList();
    int labelWidth = rows.stream().mapToInt(String::length).max().orElse(0);
    int cellWidth = 2 * columns.size() + labelWidth + 2 <= style.width() ? 2 : 1;
    int shown = Math.min(columns.size(), Math.max(1, (style.width() - labelWidth - 2) / cellWidth));
    double least = numbers == Numbers.WEIGHTS ? 0 : extreme(values, -1);
    double most = extreme(values, 1);
    String[] shades = style.signs() == TextStyle.Signs.UNICODE ? SHADES : ASCII_SHADES;

    List<String> lines = new ArrayList<>(header(columns.subList(0, shown), labelWidth, cellWidth));
    for (int i = 0; i < values.length; i++) {
      StringBuilder line =
          new StringBuilder(StringUtils.leftPad(rows.get(i), labelWidth)).append("  ");
      for (int j = 0; j < shown; j++) {
        line.append(shade(values[i][j], least, most, shades).repeat(cellWidth));
      }
      lines.add(line.toString().stripTrailing());
    }
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "From %s to %s: %s",
            number(least),
            number(most),
            String.join("", Arrays.stream(shades).map(one -> "[" + one + "]").toList())));
    if (shown < columns.size()) {
      lines.add(
          "The first %d of %d columns; a wider terminal has room for more."
              .formatted(shown, columns.size()));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  private static String label(String token) {
    return StringUtils.abbreviate(
        PlainText.oneLine(token.replace("\n", "\\n").replace(" ", "_")), "…", LONGEST_LABEL);
  }

  /** Names that fit above their columns; of longer ones, numbers from bottom to top. */
  private static List<String> header(List<String> names, int labelWidth, int cellWidth) {
    boolean fits = names.stream().allMatch(name -> name.length() <= cellWidth);
    int height = fits ? 1 : Integer.toString(names.size()).length();
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < height; row++) {
      StringBuilder line = new StringBuilder(" ".repeat(labelWidth + 2));
      for (int j = 0; j < names.size(); j++) {
        String digits = StringUtils.leftPad(Integer.toString(j + 1), height);
        String cell = fits ? names.get(j) : digits.substring(row, row + 1);
        line.append(StringUtils.rightPad(cell, cellWidth));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static String shade(double value, double least, double most, String[] shades) {
    double share = most > least ? (value - least) / (most - least) : 0;
    return shades[(int) Math.min(shades.length - 1, Math.floor(share * shades.length))];
  }

  private static double extreme(double[][] values, int sign) {
    return sign
        * Arrays.stream(values)
            .flatMapToDouble(Arrays::stream)
            .map(value -> sign * value)
            .max()
            .orElse(0);
  }

  /** Every number of every map: a line for each two tokens in each head. */
  public static String csv(AttentionMaps maps) {
    StringBuilder text =
        new StringBuilder(
            "layer,head,looks,looks-token,looked-at,looked-at-token,score,weight\r\n");
    for (Look look : maps.layers()) {
      List<String> rows = csvTokens(maps.tokens().get(look.targets()));
      List<String> columns = csvTokens(maps.tokens().get(look.sources()));
      for (int h = 0; h < look.map().heads().size(); h++) {
        AttentionMap.Head head = look.map().heads().get(h);
        for (int i = 0; i < rows.size(); i++) {
          for (int j = 0; j < columns.size(); j++) {
            text.append(CsvTable.field(look.name())).append(',').append(h + 1);
            text.append(',').append(i + 1).append(',').append(rows.get(i));
            text.append(',').append(j + 1).append(',').append(columns.get(j));
            text.append(',').append(head.scores()[i][j]);
            text.append(',').append(head.weights()[i][j]).append("\r\n");
          }
        }
      }
    }
    return text.toString();
  }

  private static List<String> csvTokens(List<String> tokens) {
    return IntStream.range(0, tokens.size()).mapToObj(i -> CsvTable.field(tokens.get(i))).toList();
  }
}
