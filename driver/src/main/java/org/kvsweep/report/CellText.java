package org.kvsweep.report;

import java.util.Locale;
import java.util.Optional;
import org.kvsweep.report.ComparisonTable.BestCell;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.Span;
import org.kvsweep.report.statistics.Interval;
import org.kvsweep.report.statistics.Summary;

/** The numbers of a table as people read them; the same in terminal, Markdown and LaTeX. */
final class CellText {
  /** The number of digits for which there is room. */
  enum Digits {
    FULL,
    COMPACT
  }

  /** Deviations of equal numbers are less than this. */
  private static final double ROUNDING_NOISE = 1e-9;

  /** Differences of equal numbers are less than this, and their means. */
  private static final double LAST_DIGIT = 1e-15;

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
    int decimals = visible(shown.mean());
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
    return symbols.signed(mean, visible(mean));
  }

  /** {@code −0.0140 to 0.0023}; empty for fewer than two seeds. */
  Optional<String> interval(Difference difference) {
    return difference.paired().interval().map(interval -> range(interval, " to "));
  }

  /** {@code 0.9433 to 1.0255}. */
  String interval(Interval interval) {
    return range(interval, " to ");
  }

  /** {@code 0.9844}: a mean without its spread. */
  String number(double number) {
    return symbols.number(number, visible(number));
  }

  private String range(Interval interval, String to) {
    int decimals = visible(Math.max(Math.abs(interval.low()), Math.abs(interval.high())));
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

  /**
   * Returns as many decimals, or those with which the number does not look like zero: two digits.
   */
  private int visible(double number) {
    double size = Math.abs(number);
    int decimals = decimals(number);
    if (!(size >= LAST_DIGIT && size < 0.5 * Math.pow(10, -decimals))) {
      return decimals;
    }
    int first = -(int) Math.floor(Math.log10(size));
    return digits == Digits.FULL ? first + 1 : first;
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
}
