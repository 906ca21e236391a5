package org.kvsweep.results;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kvsweep.settings.Settings;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/** Made-up trials for tests: plausible in form, their numbers mean nothing. */
public final class SampleTrials {
  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

  private SampleTrials() {}

  public static TrialSpec spec(String task, String attention, long length, long seed) {
    return new TrialSpec(
        new Settings(Map.of("name", task, "length", length)),
        new Settings(Map.of("attention", attention, "width", 64L)),
        new Settings(Map.of("learning-rate", 1e-3)),
        seed);
  }

  public static TrialRun run(double testAccuracy) {
    return new TrialRun(
        12_345,
        1_000_000,
        384_000_000,
        780,
        0.0125,
        9.75,
        11.5,
        4096,
        new TreeMap<>(Map.of("engine", "dl4j")),
        List.of(
            new EpochMetrics(1, 390, 4.5, Map.of("train-loss", 1.25)),
            new EpochMetrics(
                2, 780, 9.75, Map.of("train-loss", 0.5, "test-accuracy", testAccuracy))));
  }

  /** The trial of that seed, ended that many seconds after the others began. */
  public static TrialRecord completed(long seed, int seconds) {
    return record(spec("reverse", "qkv", 16, seed), new TrialOutcome.Completed(run(0.5)), seconds);
  }

  public static TrialRecord failed(long seed, int seconds) {
    return record(
        spec("reverse", "qkv", 16, seed),
        new TrialOutcome.Failed(
            TrialRun.none(), FailureKind.HANG, "no progress for 60 s", "main\n  at native\n"),
        seconds);
  }

  public static TrialRecord record(TrialSpec spec, TrialOutcome outcome, int seconds) {
    return new TrialRecord(
        TrialId.of(spec), spec, outcome, 1, "here", START, START.plusSeconds(seconds));
  }
}
