package org.kvsweep.training;

import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.Score;
import org.kvsweep.layer.ClassifierRuntime;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;

/** Scores a network on all examples of a part of the data, without changing it. */
final class Evaluator {
  private final ComputationGraph network;
  private final ClassifierRuntime head;
  private final Examples examples;
  private final int[] order;
  private final Batch full;
  private final Batch rest;

  Evaluator(ComputationGraph network, Examples examples, int batchSize) {
    this.network = network;
    this.head = (ClassifierRuntime) network.getOutputLayer(0);
    this.examples = examples;
    this.order = IntStream.range(0, examples.size()).toArray();
    int size = Math.min(batchSize, examples.size());
    this.full = examples.allocate(size);
    int left = examples.size() % size;
    this.rest = left == 0 ? null : examples.allocate(left);
  }

  Score score() {
    Score total = Score.NONE;
    for (int from = 0; from < order.length; from += full.size()) {
      Batch batch = order.length - from < full.size() ? rest : full;
      examples.read(order, from, batch, RandomStream.of(0, "evaluation", 0));
      // All vertices but the output layer, which scores itself.
      network.feedForward(batch.features(), network.getVertices().length - 2, false, false);
      head.setLabels(batch.labels());
      total = total.plus(head.evaluate());
    }
    return total;
  }
}
