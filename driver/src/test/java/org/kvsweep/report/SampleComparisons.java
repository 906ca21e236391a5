package org.kvsweep.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** Results of sweeps that compare something else than attentions, or nothing. */
public final class SampleComparisons {
  private SampleComparisons() {}

  static TrialSpec spec(Map<String, ?> model, Map<String, ?> training, long seed) {
    return new TrialSpec(
        new Settings(Map.of("name", "reverse")), new Settings(model), new Settings(training), seed);
  }

  static TrialOutcome accuracy(double value) {
    return new TrialOutcome.Completed(TableBuilder.run(Map.of("test-accuracy", value)));
  }

  /** Two attentions at two depths in two precisions; bfloat16 costs 0.1, whatever the cell. */
  public static SweepResults precisions() {
    TableBuilder table = new TableBuilder();
    for (String attention : List.of("qkv", "kv")) {
      for (long depth : List.of(1L, 2L)) {
        for (long seed = 0; seed < 3; seed++) {
          Map<String, Object> model = Map.of("attention", attention, "depth", depth);
          double value = 0.5 + 0.1 * depth + 0.01 * seed;
          table.trial(spec(model, Map.of(), seed), accuracy(value));
          table.trial(
              spec(model, Map.of("precision", "bfloat16"), seed),
              accuracy(value - 0.1 + 0.001 * seed));
        }
      }
    }
    return table.results();
  }

  /** Four widths without an attention: 8 is the best, 4 is not told from it. */
  public static SweepResults widths() {
    TableBuilder table = new TableBuilder();
    double[] noise = {0, 0.011, -0.008, 0.004};
    for (long width : List.of(1L, 2L, 4L, 8L)) {
      for (int seed = 0; seed < 4; seed++) {
        double value =
            width < 4
                ? 0.5 + 0.01 * width + noise[seed]
                : 0.8 + 0.01 * noise[(seed * 3) % 4] * width;
        table.trial(spec(Map.of("width", width), Map.of(), seed), accuracy(value));
      }
    }
    return table.results();
  }

  /**
   * Two widths: 1 diverges with half of its seeds, and is worse in the others, though these are
   * easy.
   */
  public static SweepResults diverged() {
    TableBuilder table = new TableBuilder();
    double[] one = {0.89, 0.90, 0.90, 0.89, 0.90, 0.88};
    double[] two = {0.50, 0.51, 0.52, 0.49, 0.50, 0.51, 0.90, 0.91, 0.92, 0.90, 0.91, 0.90};
    for (int seed = 0; seed < two.length; seed++) {
      table.trial(
          spec(Map.of("width", 1L), Map.of(), seed),
          seed < 6
              ? new TrialOutcome.Diverged(TableBuilder.run(Map.of()), 3)
              : accuracy(one[seed - 6]));
      table.trial(spec(Map.of("width", 2L), Map.of(), seed), accuracy(two[seed]));
    }
    return table.results();
  }

  /** Five schedules in two tasks, with constant as the baseline. */
  public static SweepResults schedules() {
    TableBuilder table = new TableBuilder();
    List<String> schedules =
        List.of("constant", "cosine", "one-cycle", "multi-step", "inverse-square-root");
    for (String schedule : schedules) {
      for (String task : List.of("reverse", "copy")) {
        for (int seed = 0; seed < 3; seed++) {
          table.trial(
              new TrialSpec(
                  new Settings(Map.of("name", task)),
                  new Settings(Map.of("attention", "kv")),
                  new Settings(Map.of("schedule", schedule)),
                  seed),
              accuracy(
                  0.5
                      + 0.08 * schedules.indexOf(schedule)
                      + 0.004 * ((seed * 7 + 3 * schedules.indexOf(schedule)) % 5)));
        }
      }
    }
    return table
        .results()
        .comparedBy(
            Optional.of(
                new ComparedKey(SettingPath.of("training.schedule"), schedules, "constant")));
  }
}
