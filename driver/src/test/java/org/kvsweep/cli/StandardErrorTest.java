package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
