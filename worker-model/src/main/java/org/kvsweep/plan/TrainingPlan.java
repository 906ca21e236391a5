package org.kvsweep.plan;

import java.util.Objects;
import org.kvsweep.kernel.AdamStep;
import org.kvsweep.settings.Count;

/**
 * A plan for training a model.
 *
 * @param batchSize examples a step; what is left over at the end of an epoch is dropped
 * @param clipNorm the largest L2 norm of all gradients together; 0 for no limit
 * @param evaluateEvery steps between evaluations; 0 for one at the end of each epoch. There is
 *     always one at the very end
 * @param keepBest which evaluation counts
 * @param distribution over workers; batches, steps and evaluations are those of one worker
 */
public record TrainingPlan(
    Budget budget,
    int batchSize,
    Optimizer optimizer,
    Schedule schedule,
    double clipNorm,
    int evaluateEvery,
    KeepBest keepBest,
    Distribution distribution) {

  public TrainingPlan {
    Objects.requireNonNull(distribution, "distribution");
    Objects.requireNonNull(budget, "budget");
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(keepBest, "keepBest");
    if (batchSize < 1 || clipNorm < 0 || evaluateEvery < 0) {
      throw new IllegalArgumentException(
          "Cannot train: batch size %d, clip norm %s, evaluation every %d steps"
              .formatted(batchSize, clipNorm, evaluateEvery));
    }
  }

  /** A plan for one worker alone. */
  public TrainingPlan(
      Budget budget,
      int batchSize,
      Optimizer optimizer,
      Schedule schedule,
      double clipNorm,
      int evaluateEvery,
      KeepBest keepBest) {
    this(
        budget,
        batchSize,
        optimizer,
        schedule,
        clipNorm,
        evaluateEvery,
        keepBest,
        Distribution.NONE);
  }

  /**
   * The training on so many examples, as each worker sees it.
   *
   * @throws IllegalArgumentException if they do not make a batch for every worker
   */
  public TrainingLength length(int examples) {
    int batches = examples / batchSize;
    if (batches < distribution.workers()) {
      throw new IllegalArgumentException(
          "Cannot train: " + moreThan(distribution, batchSize, examples));
    }
    return distribution.share(budget).length(batches / distribution.workers());
  }

  /**
   * Returns how many examples to plan with where the data are not known yet: as many as guessed,
   * but a batch for every worker at least, since a guess is no reason to refuse a training.
   */
  public int plannedExamples(int guessed) {
    return Math.max(guessed, batchSize * distribution.workers());
  }

  /** Says in words that a step takes more examples than there are. */
  static String moreThan(Distribution distribution, int batchSize, long examples) {
    String batches =
        distribution.distributed()
            ? "%d batches of %d are".formatted(distribution.workers(), batchSize)
            : "a batch of %d is".formatted(batchSize);
    return "%s more than the %d training %s"
        .formatted(batches, examples, Count.noun(examples, "example"));
  }

  /** The same plan with another peak of the learning rate. */
  public TrainingPlan withLearningRate(double peak) {
    Optimizer other = optimizer.withLearningRate(peak);
    return new TrainingPlan(
        budget, batchSize, other, schedule, clipNorm, evaluateEvery, keepBest, distribution);
  }

  /**
   * Returns the optimizer's values for a step.
   *
   * @param done steps before, from 0
   * @param gradientScale what gradients are multiplied by before
   */
  public AdamStep adamStep(long done, TrainingLength length, double gradientScale) {
    return new AdamStep(
        done + 1,
        schedule.learningRate(optimizer.learningRate(), done, length),
        schedule.beta1(optimizer.beta1(), done, length),
        optimizer.beta2(),
        optimizer.epsilon(),
        optimizer.weightDecay(),
        gradientScale);
  }
}
