package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AwaitedProcessTest {

  @Test
  void terminationIsHandedOnAndTheProgramSaysHowItEnded() throws Exception {
    ProcessBuilder program =
        new ProcessBuilder(
            "sh", "-c", "trap 'kill $!; exit 43' TERM; sleep 600 & echo ready; wait");
    try (AwaitedProcess awaited = AwaitedProcess.start(program);
        BufferedReader said = awaited.process().inputReader()) {
      assertThat(said.readLine()).isEqualTo("ready");

      awaited.terminate();

      assertThat(awaited.process().waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(awaited.process().exitValue()).isEqualTo(43);
    }
  }

  @Test
  void aClosedTerminalAndCtrlCAreLeftToTheProgram() throws Exception {
    try (AwaitedProcess awaited = AwaitedProcess.start(new ProcessBuilder("sleep", "600"))) {
      ProcessHandle self = ProcessHandle.current();
      Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(self.pid())).start();

      assertThat(kill.waitFor()).isZero();
      assertThat(awaited.process().isAlive()).isTrue();
    }
  }
}
