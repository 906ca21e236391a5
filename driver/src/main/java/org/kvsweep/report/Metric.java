package org.kvsweep.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.kvsweep.sweep.Objective;
import org.kvsweep.trial.TrialRun;

/** A metric by its name, for example {@code test-accuracy}. */
public record Metric(String name) {
  public Metric {
    Objects.requireNonNull(name, "name");
  }

  /** The metric to compare by, out of those that trials carry; empty if they carry none. */
  static Optional<Metric> preferredOf(Collection<String> carried) {
    return Objective.preferredOf(carried).map(Objective::metric).map(Metric::new);
  }

  /** True for losses, perplexities and errors. */
  public boolean lowerIsBetter() {
    return new Objective(name).lowerIsBetter();
  }

  /** Orders by that mean of the metric, the better first. */
  <T> Comparator<T> betterFirst(ToDoubleFunction<T> mean) {
    Comparator<T> ascending = Comparator.comparingDouble(mean);
    return lowerIsBetter() ? ascending : ascending.reversed();
  }

  /**
   * Orders likewise, but what has lost trials after all else, and of the others what has fewer
   * stopped trials first: settings with which half of the trainings diverge, or are stopped because
   * they do badly, are not the best because the other half went well.
   */
  <T> Comparator<T> bestFirst(
      Predicate<T> lostTrials, ToIntFunction<T> stopped, ToDoubleFunction<T> mean) {
    return Comparator.<T, Boolean>comparing(lostTrials::test)
        .thenComparingInt(stopped)
        .thenComparing(betterFirst(mean));
  }

  /** True if a difference of that sign is an improvement. */
  boolean improvedBy(double difference) {
    return lowerIsBetter() ? difference < 0 : difference > 0;
  }

  /** Returns the value that counts, as {@link Objective#value} has it. */
  OptionalDouble value(TrialRun run) {
    return new Objective(name).value(run);
  }
}
