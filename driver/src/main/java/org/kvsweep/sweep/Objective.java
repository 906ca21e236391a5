package org.kvsweep.sweep;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A metric that trials are compared by, such as {@code validation-loss}, and which way is up. */
public record Objective(String metric) {
  private static final List<String> LOWER_IS_BETTER =
      List.of("loss", "perplexity", "error", "rmse", "mae");

  public Objective {
    Objects.requireNonNull(metric, "metric");
  }

  /** Returns whether smaller is better: for losses, perplexities and errors. */
  public boolean lowerIsBetter() {
    String lower = metric.toLowerCase(Locale.ROOT);
    return LOWER_IS_BETTER.stream().anyMatch(lower::endsWith);
  }
}
