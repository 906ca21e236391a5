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
  static final Symbols UNICODE = new Symbols("±", "−", "–", "–", "≈", "≥");
  static final Symbols ASCII = new Symbols("+-", "-", "-", "-", "~", ">=");
  static final Symbols LATEX = new Symbols("$\\pm$", "$-$", "--", "--", "$\\approx$", "$\\geq$");

  /** The number with that many decimals; {@link #none} for NaN. */
  String number(double number, int decimals) {
    if (Double.isNaN(number)) {
      return none;
    }
    String digits = String.format(Locale.ROOT, "%." + decimals + "f", Math.abs(number));
    boolean zero = digits.chars().allMatch(c -> c == '0' || c == '.');
    return number < 0 && !zero ? minus + digits : digits;
  }
}
