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
 * A network that learns, as the loop of {@link TaskEngine} sees it: how a step changes it, how it
 * scores, and which arrays it consists of. Used by the thread that made it.
 */
public interface Learner extends AutoCloseable {

  /**
   * The network itself, with its parameters as they are now. Whatever trains it, it is one of
   * Deeplearning4j: saved, shown and written with in one way.
   */
  ComputationGraph network();

  /**
   * The arrays that steps change, in float, as they are now: the parameters, then the state of the
   * optimizer where it has any. With these and the number of steps done, the training goes on as it
   * would have.
   */
  List<INDArray> arrays();

  /** Hears that someone else has written to {@link #arrays}, which the next step has to see. */
  default void changed() {}

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

  /** Frees all memory outside the Java heap, that of the network and of its arrays too. */
  @Override
  void close();

  /** Scores the network on all examples of a part of the data, without changing it. */
  interface Scorer extends AutoCloseable {
    /** The measurement of the network as it is now. */
    Measurement measure();

    /** Frees the memory of the batches that it has read. */
    @Override
    void close();
  }
}
