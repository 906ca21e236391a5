package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.ChildProcess;
import org.kvsweep.task.TaskCatalog;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class CompletionCommandTest {
  @TempDir private Path folder;

  @Test
  void bashAndZshHaveOneScript() {
    assertThat(Cli.run("completion").out()).contains("complete -F _complete_kvsweep");
    assertThat(Cli.run("completion", "zsh").out()).isEqualTo(Cli.run("completion").out());
  }

  @Test
  void theScriptOfFishHasEveryCommandAndOption() {
    String script = Cli.run("completion", "fish").out();

    CommandLine main = Main.commandLine(TaskCatalog::load, Map.of(), Clock.systemUTC());
    main.getSubcommands()
        .forEach(
            (name, command) -> {
              assertThat(script).contains("'__kvsweep_exactly_at' -f -a " + name + " -d '");
              for (OptionSpec option : command.getCommandSpec().options()) {
                assertThat(script.lines())
                    .anyMatch(
                        line ->
                            line.contains("'__kvsweep_at " + name + "' ")
                                && line.contains(" -l " + option.longestName().substring(2) + " "));
              }
            });
    assertThat(script)
        .contains("'__kvsweep_exactly_at data' -f -a fetch -d '", "-l to -x -a '")
        .doesNotContain("${");
  }

  @Test
  void fishCompletesByIt() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/fish")), "there is no fish");
    Path script = folder.resolve("kvsweep.fish");
    Files.writeString(script, Cli.run("completion", "fish").out());

    assertThat(completions(script, "kvsweep pl")).startsWith("plan\tChecks a sweep file");
    assertThat(completions(script, "kvsweep data f"))
        .contains("fetch\t", "features\t")
        .doesNotContain("plan");
    assertThat(completions(script, "kvsweep --stacktrace report --me")).startsWith("--metric\t");
    assertThat(completions(script, "kvsweep completion ")).contains("zsh");
    assertThat(completions(script, "kvsweep completion --")).doesNotContain("--metric");
    assertThat(completions(script, "kvsweep list --")).doesNotContain("--data");
    assertThat(completions(script, "kvsweep data list --")).contains("--data");
  }

  private String completions(Path script, String line) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    ProcessBuilder fish =
        new ProcessBuilder(
            "/usr/bin/fish",
            "--no-config",
            "-c",
            "source $argv[1]; complete -C $argv[2]",
            script.toString(),
            line);
    fish.environment().put("HOME", folder.toString());
    assertThat(ChildProcess.start(fish, output).exitCode()).isZero();
    return Files.readString(output);
  }
}
