package org.kvsweep.trial;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.kvsweep.settings.Settings;

/**
 * All that determines a trial, every default filled in: two trials with equal specs give the same
 * numbers, and have the same {@link TrialId}.
 *
 * @param task what is learnt: {@code name} and the keys of that task
 * @param model the keys of that task's model, such as {@code attention}, {@code width} and {@code
 *     depth}
 * @param training budget, optimizer and schedule, and {@code engine} where it is not the default
 * @param resources that a sweep has trials with different ones of; empty wherever it has not, since
 *     no number of a trial depends on them
 * @param seed of weights, data and every other random choice
 */
public record TrialSpec(
    Settings task, Settings model, Settings training, Settings resources, long seed) {
  public static final String TASK_NAME = "name";

  /**
   * The key of the training that names the engine, in settings only where it is not the default.
   */
  public static final String ENGINE = "engine";

  public TrialSpec {
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(training, "training");
    Objects.requireNonNull(resources, "resources");
    if (seed < 0) {
      throw new IllegalArgumentException("Cannot seed a trial: expected at least 0, got " + seed);
    }
  }

  /** A trial wherever it runs. */
  public TrialSpec(Settings task, Settings model, Settings training, long seed) {
    this(task, model, training, Settings.NONE, seed);
  }

  /** The settings by the name of their section in sweep files; none that are empty by nature. */
  public Map<String, Settings> sections() {
    Map<String, Settings> sections = new LinkedHashMap<>();
    sections.put("task", task);
    sections.put("model", model);
    sections.put("training", training);
    if (!resources.values().isEmpty()) {
      sections.put("resources", resources);
    }
    return sections;
  }

  public String taskName() {
    return task.word(TASK_NAME);
  }

  /** The name of the engine that trains it. */
  public String engine() {
    return training.values().containsKey(ENGINE) ? training.word(ENGINE) : EngineCatalog.DEFAULT;
  }

  /** The same trial with another seed: its replicate. */
  public TrialSpec withSeed(long other) {
    return new TrialSpec(task, model, training, resources, other);
  }

  /** The same trial with other resources. */
  public TrialSpec withResources(Settings other) {
    return new TrialSpec(task, model, training, other, seed);
  }
}
