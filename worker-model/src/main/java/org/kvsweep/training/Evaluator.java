package org.kvsweep.training;

import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.Score;
import org.kvsweep.layer.ClassifierRuntime;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;

/**
 * Scores a network on all examples of a part of the data, which may be none, without changing it.
 */
final class Evaluator {
  private final ComputationGraph network;
  private final ClassifierRuntime head;
  private final Examples examples;
  private final int[] order;
  private final int batchSize;
  private Batch full;
  private Batch rest;

  Evaluator(ComputationGraph network, Examples examples, int batchSize) {
    this.network = network;
    this.head = (ClassifierRuntime) network.getOutputLayer(0);
    this.examples = examples;
    this.order = IntStream.range(0, examples.size()).toArray();
    this.batchSize = batchSize;
  }

  Score score() {
    Score total = Score.NONE;
    for (int from = 0; from < order.length; from += batchSize) {
      Batch batch = batch(from);
      examples.read(order, from, batch, RandomStream.of(0, "evaluation", 0));
      // All vertices but the output layer, which scores itself.
      network.feedForward(batch.features(), network.getVertices().length - 2, false, false);
      head.setLabels(batch.labels());
      total = total.plus(head.evaluate());
    }
    return total;
  }

  private Batch batch(int from) {
    int count = Math.min(batchSize, order.length - from);
    if (count == batchSize) {
      full = examples.fitting(order, from, count, full);
      return full;
    }
    rest = examples.fitting(order, from, count, rest);
    return rest;
  }
}
