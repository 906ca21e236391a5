package org.kvsweep.report;

/** Text from files, made harmless where nothing else escapes it. */
public final class PlainText {
  private PlainText() {}

  /**
   * The text in one line, without characters that steer a terminal or turn the reading direction:
   * each becomes U+FFFD.
   */
  public static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]", "\uFFFD");
  }
}
