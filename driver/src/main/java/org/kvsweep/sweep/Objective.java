package org.kvsweep.sweep;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialRun;

/** A metric that trials are compared by, such as {@code validation-loss}, and which way is up. */
public record Objective(String metric) {
  /** The metrics to compare by: unseen data before seen, the goal before the loss. */
  private static final List<String> PREFERRED =
      List.of(
          "test-accuracy",
          "test-bleu",
          "test-rmse",
          "test-loss",
          "validation-accuracy",
          "validation-bleu",
          "validation-rmse",
          "validation-loss",
          "train-accuracy",
          "train-loss");

  private static final List<String> LOWER_IS_BETTER =
      List.of("loss", "perplexity", "error", "rmse", "mae");

  public Objective {
    Objects.requireNonNull(metric, "metric");
  }

  /** Returns the one to compare by, out of metrics that trials carry; empty if they carry none. */
  public static Optional<Objective> preferredOf(Collection<String> carried) {
    return PREFERRED.stream()
        .filter(carried::contains)
        .findFirst()
        .or(() -> carried.stream().sorted().findFirst())
        .map(Objective::new);
  }

  /** Returns whether smaller is better: for losses, perplexities and errors. */
  public boolean lowerIsBetter() {
    String lower = metric.toLowerCase(Locale.ROOT);
    return LOWER_IS_BETTER.stream().anyMatch(lower::endsWith);
  }

  /** The value that a trial measured last; empty if there is none or it is not finite. */
  public OptionalDouble last(TrialRun run) {
    List<EpochMetrics> metrics = run.metrics();
    for (int i = metrics.size() - 1; i >= 0; i--) {
      Double value = metrics.get(i).values().get(metric);
      if (value != null) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
      }
    }
    return OptionalDouble.empty();
  }
}
