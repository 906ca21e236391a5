package org.kvsweep.export;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialSpec;

/** The fields of a trial that exports have in common. */
public final class TrialFields {
  private TrialFields() {}

  /** All settings by their paths, such as {@code model.depth}, and the seed. */
  public static Map<String, String> parameters(TrialSpec spec) {
    Map<String, String> parameters = new TreeMap<>();
    SettingPath.settings(spec)
        .forEach((path, value) -> parameters.put(path, String.valueOf(value)));
    parameters.put("seed", Long.toString(spec.seed()));
    return parameters;
  }

  /**
   * Returns about when a metric was measured: the same each time the trial is exported. Only the
   * time in training steps is recorded, so evaluation before it is not counted.
   */
  public static Instant measuredAt(TrialRecord record, EpochMetrics measured) {
    double seconds = Double.isFinite(measured.seconds()) ? Math.max(0, measured.seconds()) : 0;
    Instant at = record.started().plus(Duration.ofMillis((long) Math.min(seconds * 1e3, 1e15)));
    return at.isAfter(record.ended()) ? record.ended() : at;
  }
}
