package org.kvsweep.model;

import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.random.RandomStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A sequence encoder that is quick to test on, with every part that a large one has. */
record TinyEncoder(AttentionVariant variant, DataType type, KernelChoice kernels, double dropout) {
  static final int CLASSES = 5;
  static final int LENGTH = 3;
  static final int BATCH = 4;
  private static final int WIDTH = 4;
  private static final int HEADS = 2;
  private static final int SEED = 11;

  SequenceEncoder model() {
    return new SequenceEncoder(variant, CLASSES, WIDTH, 1, HEADS, dropout);
  }

  ComputationGraphConfiguration configuration(WorkspaceMode mode) {
    ComputationGraphConfiguration made = model().network(LENGTH, SEED, type, kernels);
    made.setTrainingWorkspaceMode(mode);
    made.setInferenceWorkspaceMode(mode);
    return made;
  }

  ComputationGraph network(WorkspaceMode mode) {
    ComputationGraph network = new ComputationGraph(configuration(mode));
    network.init();
    disturb(network);
    return network;
  }

  /** Moves every parameter off the round number, 0 or 1, that it may have started from. */
  private static void disturb(ComputationGraph network) {
    RandomGenerator random = RandomStream.of(SEED, "disturbance", 0);
    INDArray parameters = network.params();
    for (long i = 0; i < parameters.length(); i++) {
      parameters.putScalar(i, parameters.getDouble(i) + 0.4 * random.nextDouble() - 0.2);
    }
  }

  /** Token ids, or labels: [B, T]. */
  INDArray ids(String purpose) {
    RandomGenerator random = RandomStream.of(SEED, purpose, 0);
    double[] ids = random.ints((long) BATCH * LENGTH, 0, CLASSES).asDoubleStream().toArray();
    return Nd4j.createFromArray(ids).reshape(BATCH, LENGTH).castTo(type);
  }

  DataSet data() {
    return new DataSet(ids("tokens"), ids("labels"));
  }
}
