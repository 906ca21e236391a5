package org.kvsweep.training;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.Score;
import org.kvsweep.plan.TrainingLength;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network that learns, as the loop of {@link Trainer} sees it: how a step changes it, how it
 * scores, and which arrays it consists of.
 */
interface Learner {

  /** The network itself, whose parameters change with every step. */
  ComputationGraph network();

  /**
   * The arrays that steps change, in float: the parameters, then the state of the optimizer where
   * it has any. With these and the number of steps done, the training goes on as it would have.
   */
  List<INDArray> arrays();

  /**
   * Changes the network by one step.
   *
   * @param done steps of this worker before
   * @param iteration the number of the step over all workers
   * @return how the batch scored before the step
   */
  Score step(Batch batch, long done, int iteration, TrainingLength length);

  /** Returns what scores the network on a part of the data, which may be none. */
  Scorer scorer(Examples part);

  /** Returns the metrics that a score stands for, by name. */
  Map<String, Double> metrics(Score score);

  /** Scores the network on all examples of a part of the data, without changing it. */
  @FunctionalInterface
  interface Scorer {
    Measurement measure();
  }
}
