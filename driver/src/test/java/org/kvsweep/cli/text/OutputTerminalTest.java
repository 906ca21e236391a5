package org.kvsweep.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputTerminalTest {

  @Test
  void aTerminalIsOneWhereLinesCanBeDrawnAgain() {
    Map<String, String> xterm = Map.of("TERM", "xterm");

    assertThat(OutputTerminal.of(xterm, true, true, 97).terminal()).isTrue();
    assertThat(OutputTerminal.of(xterm, false, true, 97).terminal()).isFalse();
    assertThat(OutputTerminal.of(Map.of(), true, true, 97).terminal()).isFalse();
    assertThat(OutputTerminal.of(Map.of("TERM", "dumb"), true, true, 97).terminal()).isFalse();
    assertThat(OutputTerminal.of(Map.of("TERM", "xterm", "CI", "true"), true, true, 97).terminal())
        .isFalse();
  }

  @Test
  void errorsGoToATerminalWhereTheLauncherSaysSo() {
    OutputTerminal output = OutputTerminal.of(Map.of("TERM", "xterm"), true, true, 97);

    assertThat(output.forErrors(Map.of(OutputTerminal.ERRORS, "terminal"))).isEqualTo(output);
    OutputTerminal log = output.forErrors(Map.of(OutputTerminal.ERRORS, "log"));
    assertThat(log.terminal()).isFalse();
    assertThat(log.colours()).isFalse();
    assertThat(output.forErrors(Map.of())).isEqualTo(log);
  }

  @Test
  void tablesAreAsWideAsTheTerminalOrWhatALogIsToldToBe() {
    assertThat(OutputTerminal.of(Map.of("TERM", "xterm"), true, true, 97).width()).isEqualTo(97);
    assertThat(OutputTerminal.of(Map.of(), false, false, 97).width()).isEqualTo(120);
    assertThat(OutputTerminal.of(Map.of("COLUMNS", "66"), false, false, 97).width()).isEqualTo(66);
    assertThat(OutputTerminal.of(Map.of("COLUMNS", "wide"), false, false, 97).width())
        .isEqualTo(120);
    assertThat(OutputTerminal.of(Map.of("COLUMNS", "-3"), false, false, 97).style().width())
        .isPositive();
  }
}
