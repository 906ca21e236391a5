package org.kvsweep.report;

import java.util.Locale;

/**
 * The signs that tables use, for what can show them.
 *
 * @param plusMinus between a mean and its standard deviation
 * @param minus before negative numbers
 * @param to between the ends of a range
 * @param none where there is no number
 * @param about before an estimate
 * @param atLeast before a lower bound
 */
record Symbols(
    String plusMinus, String minus, String to, String none, String about, String atLeast) {
  /** From here on a number has a power of ten, so that no cell is hundreds of digits wide. */
  private static final double LARGE = 1e9;

  static final Symbols UNICODE = new Symbols("±", "−", "–", "–", "≈", "≥");
  static final Symbols ASCII = new Symbols("+-", "-", "-", "-", "~", ">=");
  static final Symbols LATEX = new Symbols("$\\pm$", "$-$", "--", "--", "$\\approx$", "$\\geq$");

  /** The number with that many decimals; {@link #none} for NaN. */
  String number(double number, int decimals) {
    if (Double.isNaN(number)) {
      return none;
    }
    String digits = digits(number, decimals);
    return number < 0 && !isZero(digits) ? minus + digits : digits;
  }

  /** The number with its sign, also where it is positive; a zero has none. */
  String signed(double number, int decimals) {
    return (number > 0 && !isZero(digits(number, decimals)) ? "+" : "") + number(number, decimals);
  }

  private static String digits(double number, int decimals) {
    double size = Math.abs(number);
    return size >= LARGE && Double.isFinite(size)
        ? String.format(Locale.ROOT, "%.3e", size)
        : String.format(Locale.ROOT, "%." + decimals + "f", size);
  }

  private static boolean isZero(String digits) {
    return digits.chars().allMatch(c -> c == '0' || c == '.');
  }
}
