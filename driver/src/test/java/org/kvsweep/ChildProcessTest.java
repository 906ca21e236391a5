package org.kvsweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  @TempDir private Path folder;

  private ChildProcess start(List<String> command) throws Exception {
    return ChildProcess.start(new ProcessBuilder(command), folder.resolve("log"));
  }

  /** As a build does that a script has started in its background. */
  @Test
  void hearsAnInterruptAlsoWhereWhoStartsItIgnoresThem() throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
    command.addAll(ChildProcess.withDefaultSignals(List.of("sh", "-c", "kill -INT $$; echo deaf")));

    try (ChildProcess process = start(command)) {
      assertThat(process.exitCode()).as(process.log()).isEqualTo(130);
    }
  }

  @Test
  void whoWaitsForWhatDoesNotComeIsToldWhatItWroteInstead() throws Exception {
    try (ChildProcess process = start(List.of("sh", "-c", "echo something else; exit 3"))) {
      assertThatThrownBy(() -> process.awaitLines("ready", 1))
          .isInstanceOf(AssertionError.class)
          .hasMessage("ended with 3, and not written 1 lines with ready:\nsomething else\n");
    }
  }
}
