package org.kvsweep.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.StringUtils;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The script by which fish completes commands and options. Picocli makes one for bash and zsh only.
 */
final class FishCompletion {
  /** Holds where the words of the command line so far, options left out, begin with these. */
  private static final String CONDITION =
      """
      # Made by: kvsweep completion fish
      function __%1$s_at
          set -l words (commandline -opc | string match -rv -- '^-')
          set -e words[1]
          set -l most (count $argv)
          test "$words[1..$most]" = "$argv"
      end
      function __%1$s_exactly_at
          set -l words (commandline -opc | string match -rv -- '^-')
          set -e words[1]
          test "$words" = "$argv"
      end
      """;

  private final List<String> lines = new ArrayList<>();
  private final String program;

  private FishCompletion(String program) {
    this.program = program;
  }

  /** The script for that command and those below it. */
  static String of(CommandSpec root) {
    FishCompletion completion = new FishCompletion(root.name());
    completion.add(root, "");
    return CONDITION.formatted(root.name()) + String.join("\n", completion.lines) + "\n";
  }

  private void add(CommandSpec command, String words) {
    for (Map.Entry<String, CommandLine> below : command.subcommands().entrySet()) {
      CommandSpec spec = below.getValue().getCommandSpec();
      line(
          "__%s_exactly_at%s".formatted(program, words),
          "-f -a %s -d %s"
              .formatted(below.getKey(), quoted(sentence(spec.usageMessage().description()))));
    }
    String here = words.isEmpty() ? "__%s_exactly_at" : "__%s_at" + words;
    for (OptionSpec option : command.options()) {
      line(here.formatted(program), option(option));
    }
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      if (parameter.completionCandidates() != null) {
        line(here.formatted(program), "-f -a " + candidates(parameter));
      }
    }
    command.subcommands().forEach((name, below) -> add(below.getCommandSpec(), words + " " + name));
  }

  private void line(String condition, String what) {
    lines.add("complete -c %s -n %s %s".formatted(program, quoted(condition), what));
  }

  private static String option(OptionSpec option) {
    List<String> words = new ArrayList<>();
    for (String name : option.names()) {
      words.add((name.startsWith("--") ? "-l " : "-s ") + StringUtils.stripStart(name, "-"));
    }
    if (option.arity().max() > 0) {
      words.add(option.completionCandidates() == null ? "-r" : "-x -a " + candidates(option));
    }
    words.add("-d " + quoted(sentence(option.description())));
    return String.join(" ", words);
  }

  private static String candidates(ArgSpec argument) {
    List<String> candidates = new ArrayList<>();
    argument.completionCandidates().forEach(candidates::add);
    return quoted(String.join(" ", candidates));
  }

  /** Returns the first sentence of a description, as far as it says what something is for. */
  private static String sentence(String[] description) {
    String text = String.join(" ", description);
    text = StringUtils.substringBefore(text, ". ");
    text = StringUtils.substringBefore(text, " (default");
    text = StringUtils.substringBefore(text, ": ${");
    return StringUtils.stripEnd(text, ".");
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
