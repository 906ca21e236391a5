package org.kvsweep.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a command so that a POSIX shell reads the same words again. */
public final class ShellWords {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

  /**
   * Matches names that Spark, too, takes for those of secrets ({@code spark.redaction.regex}), and
   * those of the keys of object stores. The name of a provider is that of a class.
   */
  private static final String SECRET_NAME =
      "(?:secret|password|token|access[.]?key|account[.]key(?!provider)|private[.]key|[.]sas[.]"
          + "|credential(?![^=]*provider))";

  private static final Pattern SECRET =
      Pattern.compile("(?is)((?:--conf=)?spark[.][^=]*" + SECRET_NAME + "[^=]*=).+");

  /** A property of the JVM, among other options in the value of a setting. */
  private static final Pattern SECRET_PROPERTY =
      Pattern.compile("(?i)(-D[^\\s=]*" + SECRET_NAME + "[^\\s=]*=)(?:\"[^\"]*\"|'[^']*'|\\S+)");

  private static final String HIDDEN = "(not shown)";

  private ShellWords() {}

  /** The word for a text that others read: a setting whose name says secret keeps its name only. */
  public static String withoutSecret(String word) {
    Matcher secret = SECRET.matcher(word);
    return secret.matches()
        ? secret.group(1) + HIDDEN
        : SECRET_PROPERTY.matcher(word).replaceAll("$1" + HIDDEN);
  }

  /** The word in quotes, if a shell would read it otherwise without. */
  public static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /**
   * Returns the words of a command in one line, each as {@link #quoted} writes it; empty for any
   * other text.
   */
  static Optional<List<String>> words(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean within = false;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (c == '\'') {
        within = !within;
      } else if (c == ' ' && !within) {
        words.add(word.toString());
        word.setLength(0);
      } else if (c != '\\' || within) {
        word.append(c);
      } else if (++i < command.length()) {
        word.append(command.charAt(i));
      }
    }
    words.add(word.toString());
    // Whatever a shell would do beyond reading words is written otherwise.
    return inOneLine(words).equals(command) ? Optional.of(words) : Optional.empty();
  }

  /** Returns the words with a space between two. */
  public static String inOneLine(List<String> words) {
    return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
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
