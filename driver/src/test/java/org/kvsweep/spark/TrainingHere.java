package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.training.Dl4jEngine;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;

/** Trials trained once more in this process, for what a cluster has made of them. */
final class TrainingHere {
  private TrainingHere() {}

  /** Fails unless all have completed with the numbers of training here, to the last bit. */
  static void assertThatNumbersAreTheSame(Collection<TrialRecord> ended) {
    for (TrialRecord record : ended) {
      assertThat(record.outcome()).isInstanceOf(TrialOutcome.Completed.class);
      TrialOutcome here = of(record);
      assertThat(values(record.outcome())).isNotEmpty().isEqualTo(values(here));
    }
  }

  /** The outcome of the same trial here; its task needs no data. */
  static TrialOutcome of(TrialRecord record) {
    return new Dl4jEngine().run(record.spec(), TrialContext.alone(Path.of("unused")));
  }

  private static List<? extends Map<String, Double>> values(TrialOutcome outcome) {
    return outcome.run().metrics().stream().map(EpochMetrics::values).toList();
  }
}
