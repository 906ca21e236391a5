package org.kvsweep.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.kvsweep.task.TaskCatalog;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** Runs commands as the main method does, without a process of their own. */
final class Cli {
  /** What a command left behind. */
  record Result(int code, String out, String err) {}

  private Cli() {}

  static Result run(Map<String, String> environment, String... words) {
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    return captured(Main.commandLine(TaskCatalog::load, environment, clock), words);
  }

  static Result run(String... words) {
    return run(Map.of(), words);
  }

  /** Runs one command that a test has made itself. */
  static Result execute(Object command, String... words) {
    return captured(
        new CommandLine(command)
            .setParameterExceptionHandler(new UsageError())
            .setExecutionExceptionHandler(new UnexpectedError(() -> false)),
        words);
  }

  private static Result captured(CommandLine commandLine, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        commandLine
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
            .execute(words);
    return new Result(code, out.toString(), err.toString());
  }

  /** A command that watches a sweep, and does that between two looks. */
  static WatchCommand watch(WatchCommand.Pause betweenLooks) {
    return watch(Clock.systemUTC(), betweenLooks);
  }

  static WatchCommand watch(Clock clock, WatchCommand.Pause betweenLooks) {
    return new WatchCommand(TaskCatalog::load, Map.of(), clock, betweenLooks);
  }
}
