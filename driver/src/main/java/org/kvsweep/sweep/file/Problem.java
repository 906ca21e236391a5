package org.kvsweep.sweep.file;

import java.util.Comparator;
import java.util.Objects;

/**
 * One thing that is wrong with a sweep file.
 *
 * @param file as the user named it, or the option of the command line that is wrong
 * @param line from 1; 0 if it is about the file as a whole
 * @param column from 1, in characters; 0 if it is about the file as a whole
 * @param path of the key, such as {@code model.heads}; empty if it is about no key
 * @param message what is wrong
 */
public record Problem(String file, int line, int column, String path, String message)
    implements Comparable<Problem> {
  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt(Problem::line)
          .thenComparingInt(Problem::column)
          .thenComparing(Problem::file)
          .thenComparing(Problem::path)
          .thenComparing(Problem::message);

  public Problem {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(message, "message");
  }

  @Override
  public int compareTo(Problem other) {
    return BY_PLACE.compare(this, other);
  }

  /**
   * Returns the line that users see: {@code sweeps/x.yaml:7: model.head: unknown key, did you mean
   * heads?}
   */
  @Override
  public String toString() {
    String place = line == 0 ? file : file + ":" + line;
    return printable(
        path.isEmpty() ? place + ": " + message : place + ": " + path + ": " + message);
  }

  /** The file is hostile until checked: what it says shall not steer the reader's terminal. */
  private static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (steersTerminal(c)) {
                safe.append("\\u%04x".formatted(c));
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  private static boolean steersTerminal(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
