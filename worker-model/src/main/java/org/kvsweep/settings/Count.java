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
    return String.format(Locale.ROOT, "%,d %s%s", number, one, number == 1 ? "" : "s");
  }
}
