package org.kvsweep.training;

import org.kvsweep.settings.Key;
import org.kvsweep.settings.Schema;
import org.kvsweep.settings.Settings;

/**
 * How a model is trained: Adam with a cosine schedule.
 *
 * @param epochs passes over the training data
 * @param batchSize examples a step; what is left over at the end of an epoch is dropped
 * @param learningRate the largest of the schedule
 * @param warmupSteps over which the learning rate rises from 0
 * @param clipNorm the largest L2 norm of all gradients together; 0 for no limit
 */
public record TrainingPlan(
    int epochs, int batchSize, double learningRate, int warmupSteps, double clipNorm) {

  /** What the {@code training:} section accepts; the defaults are the paper's for its encoder. */
  public static Schema schema() {
    return Schema.of(
        Key.integer("epochs", 2, 1, 1_000_000, "passes over the training data"),
        Key.integer("batch-size", 128, 1, 1_000_000, "examples a step"),
        Key.number("learning-rate", 1e-3, 0, 1e3, "the largest of the schedule"),
        Key.integer("warmup-steps", 5, 0, 1_000_000_000, "over which the learning rate rises"),
        Key.number("clip-norm", 5, 0, 1e9, "largest norm of all gradients together; 0: none"));
  }

  public static TrainingPlan of(Settings training) {
    return new TrainingPlan(
        training.integer("epochs"),
        training.integer("batch-size"),
        training.number("learning-rate"),
        training.integer("warmup-steps"),
        training.number("clip-norm"));
  }

  public int stepsPerEpoch(int examples) {
    return examples / batchSize;
  }

  /** Optimizer steps of the whole training. */
  public long steps(int examples) {
    return (long) epochs * stepsPerEpoch(examples);
  }

  /**
   * The learning rate of a step: cosine to 0 over all steps, times a linear rise.
   *
   * @param step steps done before, from 0; the very first step of a warm-up has rate 0, as in the
   *     paper's code
   */
  public double learningRate(long step, long steps) {
    double cosine = 0.5 * (1 + Math.cos(Math.PI * step / steps));
    double rise = warmupSteps == 0 ? 1 : Math.min(1, (double) step / warmupSteps);
    return learningRate * cosine * rise;
  }
}
