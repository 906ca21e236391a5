package org.kvsweep.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The text that the system has handed to this process. Java decodes it by the charset of the locale
 * and puts U+FFFD where it can't, which would silently change a sentence to translate or the name
 * of a folder.
 *
 * @param charset by which Java has decoded it
 * @param arguments of the command line
 * @param folder the current one
 */
record GivenText(Charset charset, List<String> arguments, String folder) {
  private static final char REPLACEMENT = '\uFFFD';

  GivenText {
    arguments = List.copyOf(arguments);
  }

  static GivenText ofThisProcess(String[] arguments) {
    // Where Java has no charset of the locale's name, it takes ASCII.
    String name = System.getProperty("sun.jnu.encoding", "US-ASCII");
    Charset charset = Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
    return new GivenText(charset, List.of(arguments), System.getProperty("user.dir"));
  }

  /** The reason why the text can't be used; empty if it can. */
  Optional<String> refusal() {
    for (String argument : arguments) {
      if (garbled(argument)) {
        return Optional.of(sentence("the command line", argument));
      }
    }
    return garbled(folder)
        ? Optional.of(sentence("the name of the current folder", folder))
        : Optional.empty();
  }

  private static boolean garbled(String text) {
    return text.indexOf(REPLACEMENT) >= 0;
  }

  private String sentence(String what, String got) {
    String expected =
        charset.equals(StandardCharsets.US_ASCII)
            ? "Java reads it as ASCII in this locale, set LC_ALL=C.UTF-8 in the environment for UTF-8"
            : "expected " + charset;
    return "Cannot read %s: %s, got %s".formatted(what, expected, got);
  }
}
