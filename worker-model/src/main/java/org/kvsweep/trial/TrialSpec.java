package org.kvsweep.trial;

import java.util.Objects;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.settings.Settings;

/**
 * All that determines a trial, every default filled in: two trials with equal specs give the same
 * numbers, and have the same {@link TrialId}.
 *
 * @param task what is learnt: {@code name} and the keys of that task
 * @param model {@code attention}, {@code width}, {@code depth}, {@code heads} and the keys of that
 *     task's model
 * @param training budget, optimizer and schedule
 * @param seed of weights, data and every other random choice
 */
public record TrialSpec(Settings task, Settings model, Settings training, long seed) {
  public static final String TASK_NAME = "name";
  public static final String ATTENTION = "attention";

  public TrialSpec {
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(training, "training");
    if (seed < 0) {
      throw new IllegalArgumentException("Cannot seed a trial: expected at least 0, got " + seed);
    }
  }

  public String taskName() {
    return task.word(TASK_NAME);
  }

  public AttentionVariant attention() {
    return AttentionVariant.of(model.word(ATTENTION));
  }

  /** The same trial with another seed: its replicate. */
  public TrialSpec withSeed(long other) {
    return new TrialSpec(task, model, training, other);
  }

  /** The same trial with another attention: what it is compared with. */
  public TrialSpec withAttention(AttentionVariant other) {
    return new TrialSpec(task, model.with(ATTENTION, other.label()), training, seed);
  }
}
