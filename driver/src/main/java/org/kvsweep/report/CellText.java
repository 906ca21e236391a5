package org.kvsweep.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.kvsweep.report.ComparisonTable.BestCell;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.ComparisonTable.Span;
import org.kvsweep.report.statistics.Interval;
import org.kvsweep.report.statistics.Summary;
import org.kvsweep.settings.Count;

/** The numbers of a table as people read them; the same in terminal, Markdown and LaTeX. */
final class CellText {
  /** The number of digits for which there is room. */
  enum Digits {
    FULL,
    COMPACT
  }

  /** Means of equal numbers differ by less than this. */
  private static final double ROUNDING_NOISE = 1e-9;

  private static final String PREFIXES = "kMGTP";

  private final Symbols symbols;
  private final Digits digits;

  CellText(Symbols symbols, Digits digits) {
    this.symbols = symbols;
    this.digits = digits;
  }

  /** {@code 0.9980 ± 0.0012 (3)}: mean, standard deviation and how many trials. */
  String mean(Summary shown, int trials) {
    if (shown.count() == 0) {
      return symbols.none();
    }
    int decimals = decimals(shown.mean());
    String spread =
        shown.count() < 2
            ? ""
            : " " + symbols.plusMinus() + " " + spread(shown.standardDeviation(), decimals);
    return symbols.number(shown.mean(), decimals) + spread + " (" + trials + ")";
  }

  /** Where there is room, a deviation has the decimals it takes to see that it is not zero. */
  private String spread(double deviation, int decimals) {
    int shown = decimals;
    while (digits == Digits.FULL
        && deviation >= ROUNDING_NOISE
        && deviation < 0.5 * Math.pow(10, -shown)) {
      shown++;
    }
    return symbols.number(deviation, shown);
  }

  String best(Optional<BestCell> best) {
    return best.map(cell -> mean(cell.trials(), cell.trials().count())).orElse(symbols.none());
  }

  /** {@code +0.0123}: the mean difference, with its sign. */
  String difference(Difference difference) {
    double mean = difference.paired().mean();
    String number = symbols.number(mean, decimals(mean));
    return mean > 0 ? "+" + number : number;
  }

  /** {@code −0.0140 to 0.0023}; empty for fewer than two pairs. */
  Optional<String> interval(Difference difference) {
    return difference.paired().interval().map(interval -> range(interval, " to "));
  }

  /** {@code 0.9433 to 1.0255}. */
  String interval(Interval interval) {
    return range(interval, " to ");
  }

  /** {@code 0.9844}: a mean without its spread. */
  String number(double number) {
    return symbols.number(number, decimals(number));
  }

  private String range(Interval interval, String to) {
    int decimals = decimals(Math.max(Math.abs(interval.low()), Math.abs(interval.high())));
    return symbols.number(interval.low(), decimals)
        + to
        + symbols.number(interval.high(), decimals);
  }

  /** {@code 0.031} or {@code < 0.001}: the corrected p value. */
  String p(Difference difference) {
    double p = difference.correctedP();
    return p < 0.001 ? "< 0.001" : symbols.number(p, 3);
  }

  /** {@code ≈ 4}: how many more seeds would decide; empty where that is no question. */
  Optional<String> moreSeeds(Difference difference) {
    if (difference.moreSeeds().isEmpty()) {
      return Optional.empty();
    }
    int seeds = difference.moreSeeds().getAsInt();
    String sign = seeds == ComparisonTable.MOST_SEEDS ? symbols.atLeast() : symbols.about();
    return Optional.of(sign + " " + String.format(Locale.ROOT, "%,d", seeds));
  }

  /** {@code 9,514} or {@code 9,514–98,340}. */
  String span(Optional<Span> span) {
    if (span.isEmpty()) {
      return symbols.none();
    }
    String least = whole(span.get().least());
    return span.get().least() == span.get().most()
        ? least
        : least + symbols.to() + whole(span.get().most());
  }

  /** {@code 9,514}, or {@code 9.51k} where there is little room. */
  private String whole(long number) {
    if (digits == Digits.FULL || number < 10_000) {
      return String.format(Locale.ROOT, "%,d", number);
    }
    int thousands = 0;
    double shown = number;
    while (shown >= 999.5 && thousands < PREFIXES.length()) {
      shown /= 1_000;
      thousands++;
    }
    return String.format(Locale.ROOT, "%.3g", shown) + PREFIXES.charAt(thousands - 1);
  }

  /** Returns the number of decimals that gives about four digits, or three. */
  private int decimals(double number) {
    double size = Math.abs(number);
    int full = size < 10 ? 4 : size < 100 ? 3 : size < 1_000 ? 2 : 0;
    return digits == Digits.FULL ? full : Math.max(0, full - 1);
  }

  /** {@code 12.5 ms} or {@code 1.25 s}. */
  String duration(double seconds) {
    if (Double.isNaN(seconds)) {
      return symbols.none();
    }
    return seconds < 1
        ? symbols.number(seconds * 1e3, seconds < 0.1 ? 2 : 1) + " ms"
        : symbols.number(seconds, 2) + " s";
  }

  /** Returns the notes on how to read the table: one sentence each. */
  List<String> notes(ComparisonTable table) {
    return notes(table, UnaryOperator.identity());
  }

  /**
   * Returns the same notes.
   *
   * @param names makes names from outside, as of sides and kernels, fit for where the notes stand
   */
  List<String> notes(ComparisonTable table, UnaryOperator<String> names) {
    List<String> notes = new ArrayList<>();
    boolean seeds = table.rows().stream().anyMatch(row -> row.cells() == 1);
    boolean cells = table.rows().stream().anyMatch(row -> row.cells() > 1);
    String over =
        table.key().isEmpty() || !cells
            ? "seeds"
            : seeds ? "seeds, or over cells in rows of several" : "cells";
    notes.add(
        "Mean %s standard deviation over %s; in brackets how many trials."
            .formatted(symbols.plusMinus(), over));
    long comparisons =
        table.rows().stream()
            .flatMap(Row::allDifferences)
            .filter(difference -> difference.paired().pairs() > 1)
            .count();
    if (comparisons > 0) {
      notes.add(
          ("Differences from %s are paired by %s, with 95 %% intervals;"
                  + " p is corrected for %d %s.")
              .formatted(
                  table.key().isPresent()
                      ? names.apply(table.title(table.baseline()))
                      : "the best cell",
                  table.key().isPresent() ? "cell and seed" : "seed",
                  comparisons,
                  Count.noun(comparisons, "comparison")));
    }
    if (table.rows().stream().anyMatch(row -> row.ranking().size() > 1)) {
      notes.add(
          "The best of many cells is too good by chance, so its lead is too large: train it and"
              + " those that are not told from it with fresh seeds.");
    }
    if (!table.ownSettings().isEmpty()) {
      notes.add(
          "Settings of their own: "
              + table.ownSettings().entrySet().stream()
                  .map(own -> names.apply(table.title(own.getKey()) + " has " + own.getValue()))
                  .collect(Collectors.joining("; "))
              + ".");
    }
    if (assumesNormality(table)) {
      notes.add("Where pairs are too few for an exact test, p is that of a paired t test.");
    }
    int stopped = table.outcomes().stopped();
    if (stopped > 0) {
      notes.add(
          "%d %s stopped early and in no mean; those that went on were chosen by how well they did."
              .formatted(stopped, Count.word(stopped, "trial was", "trials were")));
    }
    if (table.setAside() > 0) {
      notes.add(
          "%d missing %s set aside until others have come as far, to be compared with them."
              .formatted(table.setAside(), Count.word(table.setAside(), "trial is", "trials are")));
    }
    if (table.otherData() > 0) {
      notes.add(
          "%d %s saw other data than later ones and %s left out; a run of the sweep trains %s again."
              .formatted(
                  table.otherData(),
                  Count.noun(table.otherData(), "trial"),
                  Count.word(table.otherData(), "is", "are"),
                  Count.word(table.otherData(), "it", "them")));
    }
    if (!table.kernels().isEmpty()) {
      notes.add(
          "Not all trials were computed by the same kernels, so last digits and times may differ: "
              + table.kernels().entrySet().stream()
                  .map(entry -> entry.getValue() + " by " + names.apply(entry.getKey()))
                  .collect(Collectors.joining("; "))
              + ".");
    }
    if (table.outside() > 0) {
      notes.add(
          "%d more %s in the folder, not in the current sweep file."
              .formatted(table.outside(), Count.word(table.outside(), "trial is", "trials are")));
    }
    if (table.damaged() > 0) {
      notes.add(
          "%d trial %s as missing."
              .formatted(
                  table.damaged(),
                  Count.word(
                      table.damaged(),
                      "file is damaged and counts",
                      "files are damaged and count")));
    }
    return notes;
  }

  private static boolean assumesNormality(ComparisonTable table) {
    return table.rows().stream()
        .flatMap(Row::allDifferences)
        .anyMatch(difference -> difference.paired().assumesNormality());
  }

  /** {@code reverse-by-attention: 24 trials, 22 completed, 2 failed}. */
  static String headline(ComparisonTable table) {
    Outcomes outcomes = table.outcomes();
    return "%s: %d %s, %s"
        .formatted(
            table.sweep(),
            outcomes.trials(),
            Count.noun(outcomes.trials(), "trial"),
            outcomes.summary());
  }
}
