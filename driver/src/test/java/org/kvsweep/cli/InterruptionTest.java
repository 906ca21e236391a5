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
          .containsExactly("Stopping: running trials have 10 s. Once more to stop them at once.");

      interruption.interrupted(ExitCode.TERMINATED);
      assertThat(stops).containsExactly(Duration.ofSeconds(10), Duration.ZERO);
      assertThat(interruption.exitCode()).isEqualTo(143);
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
