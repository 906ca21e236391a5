package org.kvsweep.spark.executor;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Errors as text for the results folder. */
public final class StackTraces {
  // A stack of a thousand frames says nothing that its first hundred lines don't.
  private static final int MAX_CHARACTERS = 20_000;

  private StackTraces() {}

  /** One line: the kind of error, and its message if it has one. */
  static String sentence(Throwable error) {
    String name = error.getClass().getSimpleName();
    String message = error.getMessage();
    return message == null || message.isBlank()
        ? name
        : name + ": " + message.strip().lines().findFirst().orElseThrow();
  }

  public static String text(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    return shortened(text.toString());
  }

  public static String shortened(String text) {
    return text.length() <= MAX_CHARACTERS
        ? text
        : text.substring(0, MAX_CHARACTERS)
            + "\n… and %d more characters".formatted(text.length() - MAX_CHARACTERS);
  }
}
