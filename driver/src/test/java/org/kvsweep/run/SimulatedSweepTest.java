package org.kvsweep.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.run.SimulatedSweep.Driver;
import org.kvsweep.schedule.SweepEnd;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;

class SimulatedSweepTest {
  private static final int TRIALS = 10_000;

  @Test
  void everyTrialIsRecordedOnceWhateverExecutorsAndDriversAreLost() throws Exception {
    SweepSpec sweep = LargeSweep.of(TRIALS);
    InMemoryResultsStore results = new InMemoryResultsStore();
    Set<TrialId> heard = new HashSet<>();
    SweepListener hears =
        new SweepListener() {
          @Override
          public void trialEnded(PlannedTrial trial, TrialOutcome outcome) {
            heard.add(trial.id());
          }
        };
    SimulatedSweep simulated = new SimulatedSweep(sweep, 60, 8, SimulatedExecutors.Odds.USUAL);

    SweepSummary summary = simulated.run(clock -> results, clock -> hears);

    assertThat(summary.end()).isEqualTo(SweepEnd.ALL_TRIALS_ENDED);
    assertThat(summary.open()).isZero();
    assertThat(simulated.drivers()).as("drivers, all but the last killed").hasSizeGreaterThan(2);
    assertThat(simulated.drivers().stream().mapToInt(Driver::ends).sum()).isEqualTo(TRIALS);
    assertThat(results.ended()).hasSize(TRIALS);
    assertThat(heard).hasSize(TRIALS);
  }
}
