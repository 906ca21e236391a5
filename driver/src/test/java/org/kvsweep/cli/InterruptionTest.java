package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class InterruptionTest {
  private final List<Duration> stops = new ArrayList<>();
  private final List<String> said = new ArrayList<>();

  @Test
  void theFirstAsksAndTheSecondInsists() {
    try (Interruption interruption = new Interruption(said::add).stops(stops::add)) {
      assertThat(interruption.exitCode()).isZero();

      interruption.interrupted(ExitCode.INTERRUPTED);
      assertThat(stops).containsExactly(Duration.ofSeconds(10));
      assertThat(said)
          .containsExactly(
              "Stopping: running trials have 10 s to save their state. Interrupt again to stop at once.");

      interruption.interrupted(ExitCode.TERMINATED);
      assertThat(stops).containsExactly(Duration.ofSeconds(10), Duration.ZERO);
      assertThat(interruption.exitCode()).isEqualTo(143);
    }
  }

  /** A cluster may have no room for ever, and then nobody would hear the sweep stop. */
  @Test
  void theProcessEndsAfterTheGraceIfThereIsNoSweepYet() {
    List<Runnable> afterGrace = new ArrayList<>();
    List<Integer> exits = new ArrayList<>();
    try (Interruption waits = new Interruption(said::add, afterGrace::add, exits::add);
        Interruption runs = new Interruption(said::add, afterGrace::add, exits::add)) {
      waits.interrupted(ExitCode.TERMINATED);
      runs.interrupted(ExitCode.INTERRUPTED);
      runs.stops(stops::add);

      afterGrace.forEach(Runnable::run);

      assertThat(exits).containsExactly(143);
      assertThat(stops).containsExactly(Duration.ofSeconds(10));
    }
  }

  @Test
  void aTerminalThatClosesIsHeardOnce() {
    try (Interruption interruption = new Interruption(said::add).stops(stops::add)) {
      interruption.interrupted(ExitCode.HUNG_UP);
      interruption.interrupted(ExitCode.HUNG_UP);
      interruption.interrupted(ExitCode.HUNG_UP);

      assertThat(stops).containsExactly(Duration.ofSeconds(10));
      assertThat(interruption.exitCode()).isEqualTo(129);
    }
  }

  @Test
  void theSweepIsStoppedBeforeAnythingIsSaid() {
    Consumer<String> closed =
        line -> {
          assertThat(stops).isNotEmpty();
          said.add(line);
        };
    try (Interruption interruption = new Interruption(closed).stops(stops::add)) {
      interruption.interrupted(ExitCode.HUNG_UP);
      assertThat(said).hasSize(1);
    }
  }

  @Test
  void aSweepThatIsAboutToBeginIsStoppedWhenItDoes() {
    try (Interruption interruption = new Interruption(said::add)) {
      interruption.interrupted(ExitCode.TERMINATED);
      interruption.stops(stops::add);

      assertThat(stops).containsExactly(Duration.ofSeconds(10));
    }
  }
}
