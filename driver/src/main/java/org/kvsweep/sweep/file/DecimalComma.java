package org.kvsweep.sweep.file;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Scalar;

/**
 * Recognizes numbers that are written with a comma, as many languages do. Between brackets YAML
 * takes the comma for the end of a value: {@code {learning-rate: 0,001}} gives the learning rate 0
 * and a key 001.
 */
final class DecimalComma {
  private static final String ADVICE = "a decimal point is a point, and thousands have no comma";

  private static final Pattern DIGITS = Pattern.compile("[0-9]+(?:[eE][+-]?[0-9]+)?");
  private static final Pattern WITH_COMMA =
      Pattern.compile("[+-]?[0-9]+,[0-9,]*[0-9](?:[eE][+-]?[0-9]+)?");

  /**
   * Matches what would be the digits behind a comma, in a list; a number does not need such zeros.
   */
  private static final Pattern LEADING_ZERO = Pattern.compile("0[0-9]+(?:[eE][+-]?[0-9]+)?");

  private DecimalComma() {}

  /** Returns the message for a key that is the rest of a number. */
  static Optional<String> ofKey(Entry entry, Mapping within) {
    if (!DIGITS.matcher(entry.key()).matches()
        || entry.value().scalar().filter(rest -> rest.value() == null).isEmpty()) {
      return Optional.empty();
    }
    List<Entry> entries = within.entries();
    for (int i = entries.indexOf(entry) - 1; i >= 0; i--) {
      Optional<Scalar> whole =
          entries.get(i).value().scalar().filter(scalar -> scalar.value() instanceof Long);
      if (whole.isPresent()) {
        return Optional.of(
            "unknown key; if %s is to be %s,%s: %s"
                .formatted(entries.get(i).key(), whole.get().text(), entry.key(), ADVICE));
      }
      if (!DIGITS.matcher(entries.get(i).key()).matches()) {
        break;
      }
    }
    return Optional.empty();
  }

  /**
   * Returns what to add to the refusal of a value; empty if it has neither a comma nor leading
   * zeros.
   *
   * @param before the values before it in its list
   */
  static String hint(Scalar value, List<Scalar> before) {
    if (withComma(value.text()) || (isRest(value) && followsWhole(before))) {
      return ": " + ADVICE;
    }
    return isRest(value) ? ": a whole number is written without leading zeros" : "";
  }

  /** Returns whether a number that a comma may have cut begins there: {@code 1,000,000}. */
  private static boolean followsWhole(List<Scalar> before) {
    for (int i = before.size() - 1; i >= 0; i--) {
      if (!isRest(before.get(i))) {
        return before.get(i).value() instanceof Long;
      }
    }
    return false;
  }

  /** Not one pattern: a group of a comma and digits for each of many parts overflows the stack. */
  private static boolean withComma(String text) {
    return WITH_COMMA.matcher(text).matches() && !text.contains(",,");
  }

  /** Returns whether that number looks like the digits behind a comma: {@code 001}. */
  static boolean isRest(Scalar value) {
    return !value.quoted() && LEADING_ZERO.matcher(value.text()).matches();
  }
}
