package org.kvsweep.training;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.kernel.Score;
import org.kvsweep.trial.EpochMetrics;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The state of a training that changes from step to step, beside the arrays of the network and its
 * optimizer. Random choices and learning rates are functions of the step, so the step stands for
 * them.
 */
final class TrainingState {
  /** Optimizer steps done. */
  long step;

  /** The score of the training batches since the last evaluation. */
  Score sinceEvaluation = Score.NONE;

  /** The evaluation that counts; null before the first. */
  Best best;

  /** The parameters of the evaluation that counts; null where it is the last in any case. */
  INDArray bestParameters;

  final List<EpochMetrics> metrics = new ArrayList<>();
  final StepTimes times = new StepTimes();

  /** The seconds of attempts before this one, up to the checkpoint that it goes on from. */
  double earlierSeconds;

  /** Returns whether the network was evaluated after the last step. */
  boolean evaluated() {
    return !metrics.isEmpty() && metrics.get(metrics.size() - 1).step() == step;
  }

  /**
   * An evaluation.
   *
   * @param step after which it was
   */
  record Best(long step, Score validation, Measurement test) {}
}
