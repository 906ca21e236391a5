package org.kvsweep.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.sweep.SweepFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** One line about what went wrong, and the stack trace for those who ask for it. */
final class UnexpectedError implements IExecutionExceptionHandler {
  private final BooleanSupplier stackTrace;

  UnexpectedError(BooleanSupplier stackTrace) {
    this.stackTrace = stackTrace;
  }

  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (thrown instanceof SweepFileException problems) {
      err.println(command.getColorScheme().errorText(problems.getMessage()));
      return ExitCode.USAGE;
    }
    err.println(command.getColorScheme().errorText(line(thrown)));
    if (stackTrace.getAsBoolean()) {
      thrown.printStackTrace(err);
    } else {
      err.println("Add --stacktrace to see where it happened.");
    }
    return ExitCode.TROUBLE;
  }

  /** Messages of input and output say what they are about; those of bugs often need the type. */
  static String line(Exception thrown) {
    String message = StringUtils.normalizeSpace(StringUtils.defaultString(thrown.getMessage()));
    boolean speaks = message.startsWith("Cannot ") && !message.isEmpty();
    if (speaks) {
      return message;
    }
    String kind = thrown instanceof IOException ? "Input or output failed" : "Unexpected error";
    return "%s: %s: %s".formatted(kind, thrown.getClass().getSimpleName(), message);
  }
}
