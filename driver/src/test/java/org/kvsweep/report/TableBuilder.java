package org.kvsweep.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.settings.Settings;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/** Results for tests that set each number themselves. */
final class TableBuilder {
  static final String QKV = "qkv";
  static final String KV = "kv";
  static final String KV_POS = "kv-pos";

  private final Map<TrialId, TrialSpec> trials = new LinkedHashMap<>();
  private final Map<TrialId, TrialRecord> ended = new LinkedHashMap<>();

  /** Completed trials of one attention with those test accuracies, their seeds from 0. */
  TableBuilder accuracies(String task, int length, String side, double... values) {
    return accuracies(seed -> SampleTrials.spec(task, side, length, seed), values);
  }

  /** Completed trials of reverse at length 16 with that width and those test accuracies. */
  TableBuilder width(long width, String side, double... values) {
    return accuracies(seed -> spec(width, side, seed), values);
  }

  private TableBuilder accuracies(LongFunction<TrialSpec> specOfSeed, double... values) {
    for (int seed = 0; seed < values.length; seed++) {
      trial(
          specOfSeed.apply(seed),
          new TrialOutcome.Completed(run(Map.of("test-accuracy", values[seed]))));
    }
    return this;
  }

  static TrialSpec spec(long width, String side, long seed) {
    TrialSpec spec = SampleTrials.spec("reverse", side, 16, seed);
    Settings model = new Settings(Map.of("attention", side, "width", width));
    return new TrialSpec(spec.task(), model, spec.training(), seed);
  }

  TableBuilder trial(TrialSpec spec, TrialOutcome outcome) {
    TrialRecord record = SampleTrials.record(spec, outcome, ended.size());
    trials.put(record.id(), spec);
    ended.put(record.id(), record);
    return this;
  }

  TableBuilder missing(TrialSpec spec) {
    trials.put(TrialId.of(spec), spec);
    return this;
  }

  SweepResults results() {
    return new SweepResults("sweep", List.of(), trials, ended);
  }

  ComparisonTable byTask() {
    return ComparisonTable.of(results(), TableOptions.byTask());
  }

  ComparisonTable byCell() {
    return ComparisonTable.of(results(), TableOptions.byTask().byCell());
  }

  static TrialRun run(Map<String, Double> lastMetrics) {
    return new TrialRun(
        1_000,
        2_000,
        3_000,
        10,
        0.004,
        0.04,
        0.05,
        0,
        new TreeMap<>(),
        List.of(new EpochMetrics(1, 10, 0.04, lastMetrics)));
  }
}
