package org.kvsweep.results;

import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/** Made-up trials that saw different data in {@code text.txt}. */
public final class OtherData {
  private OtherData() {}

  /** A completed trial whose data have a checksum of that digit alone. */
  public static TrialRecord trial(long seed, int seconds, String digit) {
    TrialRun run =
        SampleTrials.run(0.5).withEnvironment(DataChecksums.KEY, digit.repeat(64) + "  text.txt");
    return SampleTrials.record(
        SampleTrials.spec("reverse", "qkv", 16, seed), new TrialOutcome.Completed(run), seconds);
  }
}
