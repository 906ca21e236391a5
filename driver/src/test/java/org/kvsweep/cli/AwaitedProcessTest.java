package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.concurrent.CountDownLatch;
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
    CountDownLatch later = new CountDownLatch(1);
    try (AwaitedProcess awaited = AwaitedProcess.start(new ProcessBuilder("sleep", "600"));
        TakenSignals after = new TakenSignals()) {
      after.take("CONT", later::countDown);

      raise("HUP");
      raise("INT");
      // The JVM hands on signals one after the other, some time after they came: this one is the
      // last, and those before it are not to meet the handlers that come back at the end.
      raise("CONT");

      assertThat(later.await(5, TimeUnit.MINUTES)).isTrue();
      assertThat(awaited.process().isAlive()).isTrue();
    }
  }

  private static void raise(String signal) throws Exception {
    String self = Long.toString(ProcessHandle.current().pid());

    assertThat(new ProcessBuilder("kill", "-" + signal, self).start().waitFor()).isZero();
  }
}
