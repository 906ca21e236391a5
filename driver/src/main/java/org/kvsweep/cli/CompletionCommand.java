package org.kvsweep.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete commands and options. */
@Command(
    name = "completion",
    description = {
      "Prints a script by which a shell completes the commands of kvsweep and their options. A"
          + " release holds the scripts in completion/."
    },
    footer = {
      "  kvsweep completion > ~/.local/share/bash-completion/completions/kvsweep",
      "  kvsweep completion fish > ~/.config/fish/completions/kvsweep.fish",
      "  source <(kvsweep completion)     in this shell only"
    })
final class CompletionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SHELL",
      arity = "0..1",
      defaultValue = "bash",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Shell shell;

  /** The shells, as users write them. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  @Override
  public void run() {
    CommandSpec root = spec.root();
    String script =
        switch (shell) {
          case bash, zsh -> AutoComplete.bash(root.name(), root.commandLine());
          case fish -> FishCompletion.of(root);
        };
    spec.commandLine().getOut().print(script);
    spec.commandLine().getOut().flush();
  }
}
