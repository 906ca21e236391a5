package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.ChildProcess;

class StandardErrorTest {
  /** The filter ends after the program, and Java listens to no more than the end of its child. */
  private static final String TO_THE_LAST_LINE = "{ \"$@\"; echo \"ended: $?\"; } 2>&1 | cat";

  @Test
  void onlyTheWarningOfIncubatorModulesIsLeftOut() throws Exception {
    String program =
        """
        echo 'WARNING: Using incubator modules: jdk.incubator.vector' >&2
        echo 'WARNING: of something else' >&2
        echo 'as it was before' >&"$KVSWEEP_STDERR"
        exit 3
        """;

    List<String> words = new ArrayList<>(List.of("sh", "-c", TO_THE_LAST_LINE, "test"));
    words.addAll(StandardError.setAsideFor(List.of("sh", "-c", program)));
    Process process = new ProcessBuilder(words).start();

    try (BufferedReader lines = process.inputReader()) {
      assertThat(lines.lines())
          .containsExactlyInAnyOrder("WARNING: of something else", "as it was before", "ended: 3");
    }
  }

  @Test
  void errorsInAFileHaveNoColoursAndWholeLinesAlsoWhereTheOutputGoesToATerminal(
      @TempDir Path folder) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "needs script of util-linux");
    Path errors = folder.resolve("errors");
    Path log = folder.resolve("log");

    assertThat(onTerminal(folder, log, " 2>" + quoted(errors.toString()))).isEqualTo(2);
    assertThat(Files.readString(errors))
        .containsPattern(
            "Cannot read results from \\S+: .*; '\\S+ list' shows where there are some\n")
        .doesNotContain("\u001b");

    assertThat(onTerminal(folder, log, "")).isEqualTo(2);
    assertThat(Files.readString(log)).contains("\u001b[31m");
  }

  /** Runs a command that fails on a terminal of 80 columns, as the launcher runs it. */
  private static int onTerminal(Path folder, Path log, String redirection)
      throws IOException, InterruptedException {
    List<String> program =
        Stream.of(
                List.of(ChildProcess.jdk("java")),
                ChildProcess.BRIEF,
                ChildProcess.moduleOptions(),
                List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()),
                List.of("report", folder.resolve("nothing").toString()))
            .flatMap(List::stream)
            .toList();
    String command =
        StandardError.setAsideFor(program).stream()
                .map(StandardErrorTest::quoted)
                .collect(Collectors.joining(" "))
            + redirection;
    ProcessBuilder script =
        new ProcessBuilder("/usr/bin/script", "-qec", "stty cols 80; " + command, "/dev/null");
    script.environment().put("TERM", "xterm-256color");
    script.environment().keySet().removeAll(List.of("CI", "NO_COLOR", "CLICOLOR"));
    return ChildProcess.start(script, log).exitCode();
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
