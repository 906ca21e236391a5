package org.kvsweep.report;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes a command so that a POSIX shell reads the same words again. */
public final class ShellWords {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

  /** Names that Spark, too, takes for those of secrets ({@code spark.redaction.regex}). */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?is)((?:--conf=)?spark[.][^=]*(?:secret|password|token|access[.]?key)[^=]*=).+");

  private ShellWords() {}

  /** The word for a text that others read: a setting whose name says secret keeps its name only. */
  public static String withoutSecret(String word) {
    Matcher secret = SECRET.matcher(word);
    return secret.matches() ? secret.group(1) + "(not shown)" : word;
  }

  /** The word in quotes, if a shell would read it otherwise without. */
  public static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Returns one line for each option with its value, to be read and pasted. */
  public static String lines(List<String> words) {
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
