package org.kvsweep.trial;

import java.util.regex.Pattern;

/**
 * Text from files, which anyone may have written, made harmless for a terminal: whatever steers it
 * becomes U+FFFD.
 */
public final class PlainText {
  /**
   * Matches controls, what turns the reading direction or is not seen at all, and ends of lines.
   */
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

  /** Matches the same but for ends of lines and tabs. */
  private static final Pattern UNSEEN_IN_LINES = Pattern.compile("[" + UNSEEN + "&&[^\\n\\t]]");

  /** Matches controls but for ends of lines and tabs. */
  private static final Pattern STEERING = Pattern.compile("[\\p{Cc}\\p{Cs}&&[^\\n\\t]]");

  private static final String VISIBLE = "\uFFFD";
  private static final int SHOWN_CHARACTERS = 60;

  private PlainText() {}

  /** A name or a message, in one line. */
  public static String oneLine(String text) {
    return UNSEEN.matcher(text).replaceAll(VISIBLE);
  }

  /** Returns the text with its several lines. */
  public static String lines(String text) {
    return UNSEEN_IN_LINES.matcher(text).replaceAll(VISIBLE);
  }

  /**
   * A text that is to be read as such: some languages need characters that join letters or say
   * their direction, so those stay too.
   */
  public static String prose(String text) {
    return STEERING.matcher(text).replaceAll(VISIBLE);
  }

  /** Returns as much of a wrong value as a message has room for, in one line. */
  public static String shown(String text) {
    if (text.length() <= SHOWN_CHARACTERS) {
      return oneLine(text);
    }
    return "%s… (%d characters)"
        .formatted(oneLine(text.substring(0, SHOWN_CHARACTERS)), text.length());
  }
}
