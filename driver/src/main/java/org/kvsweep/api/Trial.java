package org.kvsweep.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/**
 * A trial of a sweep.
 *
 * @param id the name of its file in the results folder
 * @param task its name
 * @param settings by path, such as {@code training.learning-rate}: words, numbers and truth values
 * @param seed of weights, data and every other random choice
 * @param status {@code completed}, {@code stopped}, {@code diverged} or {@code failed}; {@code
 *     open} if it has not ended
 * @param metrics that were measured last, by name, such as {@code test-accuracy}; empty if it has
 *     not ended or measured none
 * @param cause why it did not complete; empty if it did or has not ended
 */
public record Trial(
    String id,
    String task,
    Map<String, Object> settings,
    long seed,
    String status,
    Map<String, Double> metrics,
    Optional<String> cause) {
  /** The status of a trial that has not ended. */
  public static final String OPEN = "open";

  public Trial {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(cause, "cause");
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  static Trial of(PlannedTrial trial, TrialOutcome outcome) {
    return of(trial.id(), trial.spec(), Optional.of(trial.stage().shown(outcome)));
  }

  static Trial of(TrialId id, TrialSpec spec, Optional<TrialOutcome> outcome) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    outcome.ifPresent(
        ended -> ended.run().metrics().stream().map(EpochMetrics::values).forEach(metrics::putAll));
    return new Trial(
        id.value(),
        spec.taskName(),
        SettingPath.settings(spec),
        spec.seed(),
        outcome.map(ended -> ended.status().label()).orElse(OPEN),
        metrics,
        outcome.flatMap(TrialOutcome::cause));
  }
}
