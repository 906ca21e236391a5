package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kvsweep.schedule.SweepEnd;

class RunEndTest {
  private static final List<String> FAILURES = List.of("3 trials failed.", "Run it again.");

  @Test
  void saysWhyARunEndedEarly() {
    assertThat(RunEnd.of(SweepEnd.TOO_MANY_FAILURES, ExitCode.OK, FAILURES).early())
        .isEqualTo(FAILURES);
    assertThat(RunEnd.of(SweepEnd.ALL_SLOTS_HANG, ExitCode.OK, FAILURES).early())
        .anyMatch(line -> line.contains("every slot is kept by a trial that hangs"))
        .last()
        .asString()
        .startsWith("Run the same command again");
    assertThat(RunEnd.of(SweepEnd.ALL_TRIALS_ENDED, ExitCode.OK, FAILURES).early()).isEmpty();
  }

  @Test
  void isInterruptedByASignalOrByAnotherProcess() {
    RunEnd signal = RunEnd.of(SweepEnd.STOPPED, 143, FAILURES);
    assertThat(signal.interrupted()).isEqualTo(143);
    assertThat(signal.early()).isEmpty();
    assertThat(RunEnd.of(SweepEnd.STOPPED, ExitCode.OK, FAILURES).interrupted())
        .isEqualTo(ExitCode.INTERRUPTED);
  }
}
