package org.kvsweep.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.kernel.NativeCode;
import org.kvsweep.results.NoResultsException;
import org.kvsweep.spark.DriverHeap;
import org.kvsweep.sweep.file.SweepFileException;
import org.kvsweep.trial.PlainText;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Prints one line about what went wrong, and the stack trace for those who ask for it. */
final class UnexpectedError implements IExecutionExceptionHandler {
  private static final long MIB = 1 << 20;

  private final BooleanSupplier stackTrace;

  UnexpectedError(BooleanSupplier stackTrace) {
    this.stackTrace = stackTrace;
  }

  /** Runs the command so that errors, which picocli lets pass, come here as exceptions do. */
  static IExecutionStrategy handingOverErrors() {
    return parsed -> {
      try {
        return new RunLast().execute(parsed);
      } catch (Error error) {
        throw new ExecutionException(parsed.commandSpec().commandLine(), "An error", error);
      }
    };
  }

  @Override
  public int handleExecutionException(Exception raised, CommandLine command, ParseResult parsed) {
    Throwable thrown =
        raised instanceof ExecutionException && raised.getCause() != null
            ? raised.getCause()
            : raised;
    PrintWriter err = command.getErr();
    if (thrown instanceof SweepFileException || thrown instanceof NoResultsException) {
      UsageError.print(thrown.getMessage(), command);
      return ExitCode.USAGE;
    }
    String line = line(thrown);
    UsageError.print(line, command);
    if (stackTrace.getAsBoolean()) {
      err.print(PlainText.lines(ExceptionUtils.getStackTrace(thrown)));
    } else if (!explained(line)) {
      err.println("Add --stacktrace to see where it happened.");
    }
    return ExitCode.TROUBLE;
  }

  /**
   * Returns the line; messages of input and output say what they are about, those of bugs often
   * need the type.
   */
  static String line(Throwable thrown) {
    String message = message(thrown);
    if (explained(message)) {
      return message;
    }
    return known(thrown)
        .orElseGet(
            () -> {
              String kind =
                  thrown instanceof IOException ? "Input or output failed" : "Unexpected error";
              return kind + ": " + thrown.getClass().getSimpleName() + ": " + message;
            });
  }

  /**
   * Returns whether that is a sentence of ours, which says what to do; no place in code helps then.
   */
  private static boolean explained(String message) {
    return message.startsWith("Cannot ");
  }

  /** The message of a cause that has a known remedy, or of our own exception inside another. */
  private static Optional<String> known(Throwable thrown) {
    for (Throwable cause : ExceptionUtils.getThrowableList(thrown)) {
      if (cause instanceof OutOfMemoryError) {
        return Optional.of(outOfMemory(message(cause)));
      }
      if (cause instanceof InvalidPathException path) {
        return Optional.of(invalidPath(path));
      }
      if (explained(message(cause))) {
        return Optional.of(message(cause));
      }
    }
    return NativeCode.refusal(thrown, System.getenv());
  }

  private static String outOfMemory(String message) {
    long most = Runtime.getRuntime().maxMemory();
    return "Cannot continue: out of memory (%s) with a heap of at most %d MiB; %s"
        .formatted(message, most / MIB, DriverHeap.remedy(most));
  }

  private static String invalidPath(InvalidPathException path) {
    String remedy =
        path.getReason().startsWith("Malformed input")
            ? ", because Java reads it as %s here; set LC_ALL=C.UTF-8 in the environment for UTF-8"
                .formatted(System.getProperty("sun.jnu.encoding"))
            : "";
    return "Cannot use the path %s: %s%s"
        .formatted(PlainText.oneLine(path.getInput()), path.getReason(), remedy);
  }

  private static String message(Throwable thrown) {
    return TrialText.oneLine(StringUtils.defaultString(thrown.getMessage()));
  }
}
