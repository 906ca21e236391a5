package org.kvsweep.settings;

import java.util.Locale;

/** A number of things in words. */
public final class Count {
  private Count() {}

  /**
   * {@code 1 trial}, {@code 1,234 trials}.
   *
   * @param one the word for one of them, which takes an s for more
   */
  public static String of(long number, String one) {
    return String.format(Locale.ROOT, "%,d %s", number, noun(number, one));
  }

  /**
   * {@code trial} for one, {@code trials} for any other number.
   *
   * @param one the word for one of them, which takes an s for more
   */
  public static String noun(long number, String one) {
    return word(number, one, one + "s");
  }

  /** The word that goes with so many: {@code is} or {@code are}. */
  public static String word(long number, String forOne, String forMore) {
    return number == 1 ? forOne : forMore;
  }
}
