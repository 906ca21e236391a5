package org.kvsweep.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete commands and options. */
@Command(
    name = "completion",
    description = {
      "Prints a script by which bash and zsh complete the commands of kvsweep and their options. A"
          + " release holds it as completion/kvsweep.bash."
    },
    footer = {
      "  kvsweep completion > ~/.local/share/bash-completion/completions/kvsweep",
      "  source <(kvsweep completion)     in this shell only"
    })
final class CompletionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandSpec root = spec.root();
    spec.commandLine().getOut().print(AutoComplete.bash(root.name(), root.commandLine()));
    spec.commandLine().getOut().flush();
  }
}
