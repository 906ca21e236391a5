package org.kvsweep.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains a command, as its {@code --help} does. */
@Command(
    name = "help",
    description = {"Explains a command, as its --help does, or lists the commands."},
    footer = {"  kvsweep help run", "  kvsweep help data fetch"})
final class HelpCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The words of a command.")
  private List<String> words = List.of();

  @Override
  public void run() {
    CommandLine explained = spec.root().commandLine();
    for (String word : words) {
      CommandLine below = explained.getSubcommands().get(word);
      if (below == null) {
        throw new ParameterException(
            spec.commandLine(),
            UsageError.unknownCommand(word, List.copyOf(explained.getSubcommands().keySet())));
      }
      explained = below;
    }
    explained.usage(spec.commandLine().getOut());
  }
}
