package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.task.TaskCatalog;
import picocli.CommandLine;
import picocli.CommandLine.Help;

class MainTest {

  @Test
  void everyCommandHasHelpWithExamplesAndExitCodes() {
    CommandLine main = Main.commandLine(TaskCatalog::load, Map.of(), Clock.systemUTC());

    assertThat(main.getSubcommands().keySet())
        .containsExactly(
            "plan",
            "bench",
            "run",
            "report",
            "best",
            "list",
            "watch",
            "log",
            "stop",
            "rm",
            "export",
            "dashboard",
            "submit",
            "attention",
            "generate",
            "translate",
            "data",
            "completion",
            "help");
    for (String command : main.getSubcommands().keySet()) {
      Cli.Result help = Cli.run(command, "--help");
      assertThat(help.code()).isZero();
      assertThat(help.err()).isEmpty();
      assertThat(help.out())
          .startsWith("Usage: kvsweep " + command)
          .contains("Examples:\n  kvsweep " + command + " ")
          .contains("Exit codes:", "130", "--stacktrace", "--version");
    }
  }

  @Test
  void onlyCommandsThatEndWithASweepPromiseACodeForItsTrials() {
    Map<String, Set<String>> commands = new TreeMap<>();
    addMeaning(
        Main.commandLine(TaskCatalog::load, Map.of(), Clock.systemUTC()), "kvsweep", commands);

    String ofTrials =
        "some trials failed, diverged or have not ended, or something unexpected happened";
    String ofOthers = "something went wrong or was not done";
    assertThat(commands).containsOnlyKeys(ofTrials, ofOthers);
    assertThat(commands.get(ofTrials))
        .containsExactly("kvsweep run", "kvsweep submit", "kvsweep watch");
    assertThat(commands.get(ofOthers)).contains("kvsweep", "kvsweep rm", "kvsweep data verify");
  }

  /** Adds what the help of that command, and of those below it, says of the exit code 1. */
  private static void addMeaning(
      CommandLine command, String name, Map<String, Set<String>> commands) {
    String help = command.getUsageMessage(Help.Ansi.OFF).replaceAll("\\s+", " ");
    Matcher one = Pattern.compile(" 0 success 1 (.+?) 2 the command line ").matcher(help);
    assertThat(one.find()).as(help).isTrue();
    commands.computeIfAbsent(one.group(1), meaning -> new TreeSet<>()).add(name);
    command
        .getSubcommands()
        .forEach((word, below) -> addMeaning(below, name + " " + word, commands));
  }

  @Test
  void noExampleOfTheHelpIsBrokenByAnEightyColumnTerminal() {
    CommandLine main = Main.commandLine(TaskCatalog::load, Map.of(), Clock.systemUTC());

    assertExamplesAreWhole(main);
  }

  private static void assertExamplesAreWhole(CommandLine command) {
    String[] examples = command.getCommandSpec().usageMessage().footer();
    String help = command.setUsageHelpAutoWidth(false).getUsageMessage(Help.Ansi.OFF);
    assertThat(help.lines()).contains(examples);
    command.getSubcommands().values().forEach(MainTest::assertExamplesAreWhole);
  }

  @Test
  void theWordHelpExplainsAsTheOptionDoes() {
    assertThat(Cli.run("help")).isEqualTo(Cli.run("--help"));
    assertThat(Cli.run("help", "run")).isEqualTo(Cli.run("run", "--help"));
    assertThat(Cli.run("help", "data", "fetch")).isEqualTo(Cli.run("data", "fetch", "--help"));

    Cli.Result misspelt = Cli.run("help", "rum");
    assertThat(misspelt.code()).isEqualTo(2);
    assertThat(misspelt.err()).startsWith("Unknown command 'rum'; did you mean run?\n");
  }

  @Test
  void theHelpOfAllListsTheCommands() {
    Cli.Result help = Cli.run("--help");

    assertThat(help.code()).isZero();
    assertThat(help.out())
        .startsWith("Usage: kvsweep [")
        .contains("Commands:", "  plan", "  submit");
  }

  @Test
  void theVersionSaysWhatItIsBuiltFrom() {
    Cli.Result version = Cli.run("--version");

    assertThat(version.code()).isZero();
    assertThat(version.out())
        .containsPattern("kvsweep \\d+\\.\\d+\\.\\d+\\S* \\(commit [0-9a-z.-]+\\)")
        .containsPattern("Spark 3\\.5\\.\\d+, Deeplearning4j 1\\.0\\.0-M2\\.1, Scala 2\\.12")
        .doesNotContain("${");
    assertThat(Cli.run("plan", "--version").out()).isEqualTo(version.out());
  }

  @Test
  void kvsweepAloneSaysWhatThereIs() {
    Cli.Result noCommand = Cli.run();

    assertThat(noCommand.code()).isEqualTo(2);
    assertThat(noCommand.err()).isEqualTo(Cli.run("--help").out());
  }

  @Test
  void aWrongCommandLineIsExplainedInTwoLines() {
    Cli.Result misspelt = Cli.run("plna", "x.yaml");
    assertThat(misspelt.code()).isEqualTo(2);
    assertThat(misspelt.err())
        .isEqualTo("Unknown command 'plna'; did you mean plan?\nTry 'kvsweep --help' for more.\n");
    assertThat(Cli.run("data", "fetsh", "mnist").err())
        .startsWith("Unknown command 'fetsh'; did you mean fetch?\n");
    assertThat(Cli.run("quickstart.yaml").err()).startsWith("Unknown command 'quickstart.yaml'\n");
    assertThat(Cli.run("plan", "x.yaml", "--sett", "a=b").err())
        .contains("Unknown option", "Possible solutions: --set");

    Cli.Result noFile = Cli.run("plan");
    assertThat(noFile.code()).isEqualTo(2);
    assertThat(noFile.err())
        .isEqualTo("Missing required parameter: 'FILE'\nTry 'kvsweep plan --help' for more.\n");
    assertThat(noFile.out()).isEmpty();
  }

  @Test
  void aBadSweepFileEndsWithItsProblems(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.yaml"), "name: a\ntask: {nmae: toy-echo}\n");

    Cli.Result result = Cli.run("plan", file.toString());

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains(file + ":2: task.name: missing")
        .contains(file + ":2: task.nmae: unknown key, did you mean name?");
  }

  @Test
  void theUnexpectedIsOneLineAndAStackTraceOnRequest() {
    CommandLine broken =
        Main.commandLine(
            () -> {
              throw new IllegalStateException("the tasks\nare gone");
            },
            Map.of(),
            Clock.systemUTC());

    assertThat(error(broken, "plan", "x.yaml"))
        .isEqualTo(
            """
            Unexpected error: IllegalStateException: the tasks are gone
            Add --stacktrace to see where it happened.
            """);
    assertThat(error(broken, "plan", "x.yaml", "--stacktrace"))
        .startsWith("Unexpected error: IllegalStateException: the tasks are gone\n")
        .contains("\tat org.kvsweep.cli.PlanCommand.call");
  }

  private static String error(CommandLine commandLine, String... words) {
    var err = new StringWriter();
    int code = commandLine.setErr(new PrintWriter(err, true)).execute(words);
    assertThat(code).isEqualTo(1);
    return err.toString();
  }
}
