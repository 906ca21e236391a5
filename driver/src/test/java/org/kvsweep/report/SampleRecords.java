package org.kvsweep.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/** Records of trials that were never trained. */
public final class SampleRecords {
  private SampleRecords() {}

  /** A completed trial that measured these once, at its end. */
  public static TrialRecord completed(TrialSpec spec, Map<String, Double> metrics) {
    TrialRun run =
        new TrialRun(
            1, 1, 1, 1, 1, 1, 1, 1, new TreeMap<>(), List.of(new EpochMetrics(1, 1, 1, metrics)));
    return new TrialRecord(
        TrialId.of(spec),
        spec,
        new TrialOutcome.Completed(run),
        1,
        "here",
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(1));
  }
}
