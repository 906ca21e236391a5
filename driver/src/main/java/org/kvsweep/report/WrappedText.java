package org.kvsweep.report;

import java.util.ArrayList;
import java.util.List;

/** Text broken between words, where a terminal would break it within one. */
public final class WrappedText {
  private WrappedText() {}

  /**
   * Returns the lines of one line of text. All are indented as it is; a word wider than the lines
   * stays whole.
   *
   * @param width of the lines, in characters
   */
  public static List<String> lines(String text, int width) {
    String words = text.stripLeading();
    String indent = text.substring(0, text.length() - words.length());
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(indent);
    for (String word : words.split(" ", -1)) {
      boolean first = line.length() == indent.length();
      if (!first && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        first = true;
      }
      line.append(first ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
