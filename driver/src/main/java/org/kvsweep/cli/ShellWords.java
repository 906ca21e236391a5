package org.kvsweep.cli;

import java.util.List;
import java.util.regex.Pattern;

/** Writes a command so that a POSIX shell reads the same words again. */
final class ShellWords {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

  private ShellWords() {}

  static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** One line for each option with its value, to be read and pasted. */
  static String lines(List<String> words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words.size(); i++) {
      boolean valueOfOption = i > 1 && option(words.get(i - 1)) && !option(words.get(i));
      if (i > 0) {
        text.append(valueOfOption ? " " : " \\\n  ");
      }
      text.append(quoted(words.get(i)));
    }
    return text.toString();
  }

  private static boolean option(String word) {
    return word.startsWith("--");
  }
}
