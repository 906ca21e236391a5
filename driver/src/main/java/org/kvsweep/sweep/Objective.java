package org.kvsweep.sweep;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.kvsweep.task.MetricNames;
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

  /**
   * Returns the value of a trial that counts; empty if there is none or it is not finite. It is the
   * one that was measured last. Of validation data it is that of the best evaluation where the
   * trial went back to one: the test metrics and the model are of the same parameters.
   */
  public OptionalDouble value(TrialRun run) {
    Optional<Double> best =
        Optional.ofNullable(run.last().get(MetricNames.BEST_STEP))
            .filter(step -> metric.startsWith(MetricNames.VALIDATION));
    return best.flatMap(step -> newest(run, evaluation -> evaluation.step() == step))
        // What is measured once, at the end, is measured after the trial went back.
        .or(() -> newest(run, evaluation -> true))
        .filter(Double::isFinite)
        .map(OptionalDouble::of)
        .orElseGet(OptionalDouble::empty);
  }

  private Optional<Double> newest(TrialRun run, Predicate<EpochMetrics> counts) {
    List<EpochMetrics> metrics = run.metrics();
    for (int i = metrics.size() - 1; i >= 0; i--) {
      Double value = metrics.get(i).values().get(metric);
      if (value != null && counts.test(metrics.get(i))) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
