package org.kvsweep.speed;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialSpec;

/**
 * All that the time of a training step depends on. Trials of equal shapes take equally long a step:
 * seeds, learning rates and budgets make no difference, nor do the names of tasks with equal
 * settings and costs.
 *
 * @param text that tells it from others
 */
public record StepShape(String text) {
  /** The most characters of a text in a file; a hash takes the place of a longer one. */
  private static final int LONGEST = 20_000;

  /** The training keys that change numbers, but not the work of a step. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "epochs",
          "steps",
          "seconds",
          "learning-rate",
          "beta1",
          "beta2",
          "epsilon",
          "weight-decay",
          "evaluate-every",
          "keep-best",
          "schedule",
          "warmup-steps",
          "milestones",
          "gamma",
          "distribute",
          "workers",
          "average-every");

  public StepShape {
    if (text.isEmpty() || text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "Cannot be the shape of a step: expected 1 to %d characters, got %d"
              .formatted(LONGEST, text.length()));
    }
  }

  /** The shape of that trial's steps. */
  public static StepShape of(PlannedTrial trial) {
    TrialSpec spec = trial.spec();
    TrialSpec alike =
        new TrialSpec(
            without(spec.task(), Set.of(TrialSpec.TASK_NAME)),
            spec.model(),
            without(spec.training(), WITHOUT_EFFECT),
            0);
    String text =
        "%s %d parameters, %d operations"
            .formatted(
                TrialJson.canonical(alike), trial.cost().parameters(), trial.cost().stepFlops());
    return new StepShape(text.length() > LONGEST ? DigestUtils.sha256Hex(text) : text);
  }

  static Settings without(Settings settings, Set<String> keys) {
    Map<String, Object> left = new TreeMap<>(settings.values());
    left.keySet().removeAll(keys);
    return new Settings(left);
  }
}
