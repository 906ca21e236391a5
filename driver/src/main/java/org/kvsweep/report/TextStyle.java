package org.kvsweep.report;

import java.nio.charset.Charset;

/**
 * The abilities of a terminal to show text.
 *
 * @param width in characters
 */
public record TextStyle(int width, Colours colours, Signs signs) {
  private static final int NARROWEST = 20;

  /** Says whether significant differences are coloured. */
  public enum Colours {
    NONE,
    ANSI
  }

  /** The signs that the terminal can show. */
  public enum Signs {
    ASCII,
    UNICODE
  }

  public TextStyle {
    if (width < NARROWEST) {
      throw new IllegalArgumentException(
          "Cannot write a table: expected a width of at least %d, got %d"
              .formatted(NARROWEST, width));
    }
  }

  /** Returns a style without colours, for a file or a terminal of that width and encoding. */
  public static TextStyle plain(int width, Charset charset) {
    boolean unicode = charset.newEncoder().canEncode("±−–≈≥…");
    return new TextStyle(
        Math.max(width, NARROWEST), Colours.NONE, unicode ? Signs.UNICODE : Signs.ASCII);
  }

  /** Returns what stands in the place of text that there is no room for. */
  public String ellipsis() {
    return signs == Signs.UNICODE ? "…" : "...";
  }

  public TextStyle coloured() {
    return new TextStyle(width, Colours.ANSI, signs);
  }
}
