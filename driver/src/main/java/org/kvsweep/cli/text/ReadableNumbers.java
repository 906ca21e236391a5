package org.kvsweep.cli.text;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class ReadableNumbers {
  /** From here on a number has a power of ten: a double may have 309 digits. */
  private static final double LARGE = 1e9;

  private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E", "Z", "Y"};

  private ReadableNumbers() {}

  /** {@code 1,234,567}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 0.9971}, {@code 3.0e-05} where four decimals would all be 0, or {@code 1.7e+38}. */
  public static String measurement(double number) {
    double size = Math.abs(number);
    boolean tiny = size > 0 && size < 0.5e-4;
    boolean large = size >= LARGE && Double.isFinite(size);
    return String.format(Locale.ROOT, tiny || large ? "%.1e" : "%.4f", number);
  }

  /** Three digits and a decimal prefix, {@code 1.23 G}, or {@code 1.23e+40} beyond all prefixes. */
  public static String compact(double number) {
    int power = 0;
    double scaled = number;
    // 999.5 would be printed as 1000.
    while (scaled >= 999.5 && power < PREFIXES.length - 1) {
      scaled /= 1000;
      power++;
    }
    if (scaled >= LARGE && Double.isFinite(scaled)) {
      return String.format(Locale.ROOT, "%.2e", number);
    }
    int decimals = power == 0 || scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f %s", scaled, PREFIXES[power]).strip();
  }

  /** {@code 512 B}, {@code 1.23 MB}. */
  public static String bytes(long number) {
    return bytes((double) number);
  }

  /** Bytes that may be too many for a long. */
  public static String bytes(double number) {
    String text = compact(number);
    return text + (Character.isDigit(text.charAt(text.length() - 1)) ? " B" : "B");
  }

  /** {@code 0.4 s}, {@code 42 s}, {@code 3 min 05 s}, {@code 2 h 07 min}, {@code 3 d 04 h}. */
  public static String duration(Duration duration) {
    double exact = duration.toMillis() / 1000.0;
    if (exact < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", exact);
    }
    long seconds = Math.round(exact);
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return "%d min %02d s".formatted(seconds / 60, seconds % 60);
    }
    long minutes = seconds / 60;
    return minutes < 24 * 60
        ? "%d h %02d min".formatted(minutes / 60, minutes % 60)
        : "%d d %02d h".formatted(minutes / (24 * 60), minutes / 60 % 24);
  }

  /** {@code about 40 s}, {@code about 12 min}, {@code about 3 h 20 min}: as exact as a guess is. */
  public static String about(Duration guessed) {
    long seconds = (guessed.toMillis() + 999) / 1000;
    if (seconds <= 55) {
      return "about %d s".formatted(Math.max(5, (seconds + 4) / 5 * 5));
    }
    long minutes = Math.max(1, Math.round(seconds / 60.0));
    if (minutes < 60) {
      return "about %d min".formatted(minutes);
    }
    return "about " + duration(Duration.ofMinutes(Math.round(minutes / 10.0) * 10));
  }

  /** A duration in seconds, which may be too many for a {@link Duration}. */
  public static String duration(double seconds) {
    return duration(Duration.ofMillis((long) Math.min(seconds * 1000, Long.MAX_VALUE)));
  }
}
