package org.kvsweep.results;

import java.util.Collection;
import java.util.Comparator;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.trial.DataChecksums;

/**
 * Says which data count if trials saw different ones in the same file, as when it was changed
 * between two runs: means of them would be claims about no data set at all. What the driver sees
 * counts; of a file that it does not see, and in reports, what the trial saw that ended last.
 */
public final class CurrentData {
  private final SweepData seen;
  private final DataChecksums last;

  private CurrentData(SweepData seen, DataChecksums last) {
    this.seen = seen;
    this.last = last;
  }

  /** The data that count among these trials. */
  public static CurrentData of(SweepData seen, Collection<TrialRecord> ended) {
    DataChecksums last =
        DataChecksums.of(
            ended.stream()
                .sorted(Comparator.comparing(TrialRecord::ended).thenComparing(TrialRecord::id))
                .map(TrialRecord::data)
                .toList());
    return new CurrentData(seen, last);
  }

  /**
   * Returns whether the trial is outside of every comparison with those that count. One that says
   * nothing of its data, as those of earlier builds, is not.
   */
  public boolean differsFrom(TrialRecord ended) {
    return !last.with(seen.checksums(ended.spec())).agreesWith(ended.data());
  }
}
