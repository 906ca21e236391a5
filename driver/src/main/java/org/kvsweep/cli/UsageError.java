package org.kvsweep.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.sweep.file.NearestWord;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.ProgramName;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line in a line or two, instead of the whole help. */
final class UsageError implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    if (args.length == 0) { // who calls kvsweep alone wants to know what there is
      command.usage(err, colours(command));
      return ExitCode.USAGE;
    }
    Optional<String> unknown = unknownCommand(wrong);
    print(unknown.or(() -> unknownChoice(wrong)).orElseGet(wrong::getMessage), command);
    if (unknown.isEmpty()) {
      UnmatchedArgumentException.printSuggestions(wrong, err);
    }
    String words =
        command
            .getCommandSpec()
            .qualifiedName(" ")
            .replaceFirst("^kvsweep", ProgramName.ofThisProcess());
    err.printf(Locale.ROOT, "Try '%s --help' for more.%n", words);
    return ExitCode.USAGE;
  }

  /** Returns what is wrong where a command has no subcommand of the name that was given. */
  private static Optional<String> unknownCommand(ParameterException wrong) {
    List<String> commands = List.copyOf(wrong.getCommandLine().getSubcommands().keySet());
    if (!(wrong instanceof UnmatchedArgumentException unmatched) || commands.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(unmatched.getUnmatched().get(0))
        .filter(word -> !word.startsWith("-"))
        .map(word -> unknownCommand(word, commands));
  }

  /** {@code Unknown command 'reprot'; did you mean report?}. */
  static String unknownCommand(String word, List<String> commands) {
    return "Unknown command '%s'%s"
        .formatted(
            word, NearestWord.of(word, commands).map("; did you mean %s?"::formatted).orElse(""));
  }

  /** Returns what is wrong where a word is none of a few, which are named as the help does. */
  private static Optional<String> unknownChoice(ParameterException wrong) {
    ArgSpec argument = wrong.getArgSpec();
    if (!(wrong.getCause() instanceof TypeConversionException)
        || argument == null
        || !argument.auxiliaryTypes()[0].isEnum()) {
      return Optional.empty();
    }
    List<String> choices = new ArrayList<>();
    argument.completionCandidates().forEach(choices::add);
    return Optional.of(
        "Cannot use %s: expected one of %s, got %s"
            .formatted(
                argument instanceof OptionSpec option
                    ? option.longestName()
                    : argument.paramLabel(),
                String.join(", ", choices),
                wrong.getValue()));
  }

  /** Prints what is wrong in the colour of errors, broken between words on a terminal. */
  static void print(String problem, CommandLine command) {
    OutputTerminal terminal = OutputTerminal.ofErrors(command.getCommandSpec(), System.getenv());
    PlainText.lines(problem)
        .lines()
        .flatMap(line -> terminal.sentence(line).stream())
        .map(colours(command)::errorText)
        .forEach(command.getErr()::println);
  }

  /** Returns the colours for errors: none where they go to a file, wherever the output goes. */
  static Help.ColorScheme colours(CommandLine command) {
    return OutputTerminal.ofErrors(command.getCommandSpec(), System.getenv()).colours()
        ? command.getColorScheme()
        : Help.defaultColorScheme(Help.Ansi.OFF);
  }
}
