package org.kvsweep.task.data;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Text as it is read from files, standard input and the command line: UTF-8, in lines.
 *
 * <p>A line ends at a line feed, and carriage returns right before that belong to its end. Any
 * other carriage return is white space and read as a space: what makes parallel texts counts line
 * feeds, and a line more in each of two files pairs every line behind it with a wrong one. Where a
 * text has no line feed at all, its lines end at carriage returns. A byte-order mark at the start
 * is not text.
 */
public final class Utf8Text {
  /** A run is looked at once, from its start: what does not end in a line feed costs no more. */
  private static final Pattern LINE_END = Pattern.compile("(?<!\r)\r++\n");

  private static final Pattern LAST_RETURNS = Pattern.compile("(?<!\r)\r++\\z");

  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final byte[] UTF_16_BIG = {(byte) 0xFE, (byte) 0xFF};
  private static final byte[] UTF_16_LITTLE = {(byte) 0xFF, (byte) 0xFE};

  private Utf8Text() {}

  /**
   * The text of a whole file, its lines ending at {@code '\n'}.
   *
   * @param name what the bytes are of, for messages
   * @throws IllegalArgumentException if they are not UTF-8
   */
  public static String read(byte[] bytes, String name) {
    return withLineFeeds(decode(bytes, start(bytes, name), 1, name));
  }

  /** A text without any carriage return: its lines end at {@code '\n'}. */
  public static String withLineFeeds(String text) {
    if (text.indexOf('\r') < 0) {
      return text;
    }
    if (text.indexOf('\n') < 0) {
      return text.replace('\r', '\n');
    }
    return LINE_END.matcher(text).replaceAll("\n").replace('\r', ' ');
  }

  /** One line of a text, of what lies before its line feed. */
  static String line(String text) {
    return text.indexOf('\r') < 0
        ? text
        : LAST_RETURNS.matcher(text).replaceAll("").replace('\r', ' ');
  }

  /**
   * The characters of these bytes, each as it is: those of a file that kvsweep wrote itself.
   *
   * @throws IllegalArgumentException if they are not UTF-8
   */
  public static String decode(byte[] bytes, String name) {
    return decode(bytes, 0, 1, name);
  }

  static String decode(byte[] bytes, int from, long firstLine, String name) {
    ByteBuffer input = ByteBuffer.wrap(bytes, from, bytes.length - from);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(input).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(fault(bytes, input.position(), firstLine, name), e);
    }
  }

  private static String fault(byte[] bytes, int at, long firstLine, String name) {
    long line = firstLine;
    int lineStart = 0;
    for (int i = 0; i < at; i++) {
      if (bytes[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return "Cannot read %s: expected UTF-8, got 0x%02X as byte %d of line %d"
        .formatted(name, bytes[at], at - lineStart + 1, line);
  }

  /**
   * Returns the start of the text after the byte-order mark, if there is one.
   *
   * @throws IllegalArgumentException if the mark is that of UTF-16
   */
  static int start(byte[] bytes, String name) {
    if (begins(bytes, UTF_16_BIG) || begins(bytes, UTF_16_LITTLE)) {
      throw new IllegalArgumentException(
          "Cannot read %s: expected UTF-8, got UTF-16".formatted(name));
    }
    return begins(bytes, MARK) ? MARK.length : 0;
  }

  private static boolean begins(byte[] bytes, byte[] mark) {
    return bytes.length >= mark.length
        && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
  }
}
