package org.kvsweep.training;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.Score;
import org.kvsweep.layer.ClassifierRuntime;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;

/**
 * Scores a network of kvsweep's layers on all examples of a part of the data, which may be none,
 * without changing it.
 */
final class Evaluator implements Learner.Scorer {
  private final ComputationGraph network;
  private final ClassifierRuntime head;
  private final Batches batches;
  private Score total;

  Evaluator(ComputationGraph network, Examples examples, int batchSize) {
    this.network = network;
    this.head = (ClassifierRuntime) network.getOutputLayer(0);
    this.batches = new Batches(examples, batchSize);
  }

  @Override
  public Measurement measure() {
    return Measurement.of(score());
  }

  Score score() {
    total = Score.NONE;
    batches.forEach(this::add);
    return total;
  }

  private void add(Batch batch) {
    // All vertices but the output layer, which scores itself.
    network.feedForward(batch.features(), network.getVertices().length - 2, false, false);
    head.setLabels(batch.labels());
    total = total.plus(head.evaluate());
  }

  @Override
  public void close() {
    batches.close();
  }
}
