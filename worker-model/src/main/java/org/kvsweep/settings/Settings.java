package org.kvsweep.settings;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settled values of one section, by key, sorted: Long, Double, Boolean or String each.
 *
 * <p>Two settings are equal exactly when their canonical JSON is the same text.
 */
public record Settings(SortedMap<String, Object> values) {
  /** No settings. */
  public static final Settings NONE = new Settings(Map.of());

  public Settings(Map<String, ?> values) {
    this(new TreeMap<String, Object>(values));
  }

  public Settings {
    values.forEach(Settings::check);
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  private static void check(String key, Object value) {
    boolean known =
        value instanceof Long
            || value instanceof Boolean
            || value instanceof String
            || (value instanceof Double number && Double.isFinite(number));
    if (!known) {
      throw new IllegalArgumentException(
          "Cannot hold setting "
              + key
              + ": expected a finite number, a word or a flag, got "
              + value);
    }
  }

  public int integer(String key) {
    return Math.toIntExact((Long) value(key, Long.class));
  }

  public double number(String key) {
    return (Double) value(key, Double.class);
  }

  public String word(String key) {
    return (String) value(key, String.class);
  }

  /** The one of a closed set that the word names. */
  public <L extends Enum<L> & Labelled> L choice(String key, Class<L> set) {
    String word = word(key);
    return Labelled.of(set, word)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot read setting %s: expected one of %s, got %s"
                        .formatted(key, String.join(", ", Labelled.labels(set)), word)));
  }

  public boolean flag(String key) {
    return (Boolean) value(key, Boolean.class);
  }

  /** A value as people write it, numbers without needless zeros: 0.0001, 100, 1e-7. */
  public static String text(Object value) {
    if (!(value instanceof Double number)) {
      return String.valueOf(value);
    }
    BigDecimal exact = BigDecimal.valueOf(number).stripTrailingZeros();
    double size = Math.abs(number);
    return number == 0 || (size >= 1e-6 && size < 1e15)
        ? exact.toPlainString()
        : exact.toString().replace("E+", "e").replace('E', 'e');
  }

  /** Copies these settings with one more, or another, value. */
  public Settings with(String key, Object value) {
    SortedMap<String, Object> changed = new TreeMap<>(values);
    changed.put(key, value);
    return new Settings(changed);
  }

  private Object value(String key, Class<?> type) {
    Object value = values.get(key);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "Cannot read setting "
              + key
              + ": expected "
              + type.getSimpleName()
              + ", got "
              + (value == null
                  ? "nothing"
                  : value + " (" + value.getClass().getSimpleName() + ")"));
    }
    return value;
  }
}
