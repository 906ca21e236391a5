package org.kvsweep.cli;

import java.io.PrintWriter;
import java.util.Locale;
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
    err.println(command.getColorScheme().errorText(PlainText.lines(wrong.getMessage())));
    UnmatchedArgumentException.printSuggestions(wrong, err);
    String words =
        command
            .getCommandSpec()
            .qualifiedName(" ")
            .replaceFirst("^kvsweep", ProgramName.ofThisProcess());
    err.printf(Locale.ROOT, "Try '%s --help' for more.%n", words);
    return ExitCode.USAGE;
  }
}
