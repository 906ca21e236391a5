package org.kvsweep.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.ProgramName;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line in a line or two, instead of the whole help. */
final class UsageError implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    if (args.length == 0) { // who calls kvsweep alone wants to know what there is
      command.usage(err);
      return ExitCode.USAGE;
    }
    print(wrong.getMessage(), command);
    UnmatchedArgumentException.printSuggestions(wrong, err);
    String words =
        command
            .getCommandSpec()
            .qualifiedName(" ")
            .replaceFirst("^kvsweep", ProgramName.ofThisProcess());
    err.printf(Locale.ROOT, "Try '%s --help' for more.%n", words);
    return ExitCode.USAGE;
  }

  /** Prints what is wrong in the colour of errors, broken between words on a terminal. */
  static void print(String problem, CommandLine command) {
    OutputTerminal terminal = OutputTerminal.of(command.getCommandSpec(), System.getenv());
    PlainText.lines(problem)
        .lines()
        .flatMap(line -> terminal.sentence(line).stream())
        .map(command.getColorScheme()::errorText)
        .forEach(command.getErr()::println);
  }
}
