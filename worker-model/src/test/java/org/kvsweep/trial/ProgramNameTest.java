package org.kvsweep.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgramNameTest {
  @Test
  void isWhatTheLauncherSaysWhereAShellReadsItAsItIs() {
    assertThat(calledAs("./kvsweep")).isEqualTo("./kvsweep");
    assertThat(calledAs("/opt/kvsweep-1.0/kvsweep")).isEqualTo("/opt/kvsweep-1.0/kvsweep");
    for (String hostile :
        new String[] {"", "a b", "$(rm -rf x)", "a;b", "-x", "k\u001b[2J", "ü", "a\nb", "~/k"}) {
      assertThat(calledAs(hostile)).as(hostile).isEqualTo("kvsweep");
    }
    assertThat(calledAs("x".repeat(5000))).isEqualTo("kvsweep");
    assertThat(ProgramName.of(Map.of())).isEqualTo("kvsweep");
  }

  private static String calledAs(String name) {
    return ProgramName.of(Map.of(ProgramName.VARIABLE, name));
  }
}
