package org.kvsweep.task.table;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Schema;
import org.kvsweep.settings.Settings;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.L2Regularization;

/**
 * The changes that a sweep makes to the network of a file: each takes the place of what the file
 * says, and is refused where the file says nothing of the kind.
 */
record NetworkChanges(
    Optional<Long> width,
    Optional<Double> dropout,
    Optional<Double> l2,
    Optional<Double> learningRate) {

  /** Returns the keys of the {@code model:} section. */
  static Schema modelSchema() {
    return Schema.of(
        Key.integer(
                ModelKeys.WIDTH, 32, 1, 8192, "width of all hidden layers, instead of the file's")
            .optional(),
        ModelKeys.dropout(
                TableNetwork.DROPOUT,
                0,
                "an activation wherever the file drops any, instead of its")
            .optional(),
        Key.number(TableNetwork.L2, 0, 0, 1e3, "L2 regularization wherever the file has any")
            .optional());
  }

  /** Returns the key of the {@code training:} section. */
  static Key learningRateKey() {
    return Key.number(
            TrainingKeys.LEARNING_RATE, 1e-3, 0, 1e3, "learning rate of all updaters of the file")
        .optional();
  }

  static NetworkChanges of(TrialSpec spec) {
    Map<String, Object> model = spec.model().values();
    return new NetworkChanges(
        Optional.ofNullable((Long) model.get(ModelKeys.WIDTH)),
        Optional.ofNullable((Double) model.get(TableNetwork.DROPOUT)),
        Optional.ofNullable((Double) model.get(TableNetwork.L2)),
        learningRate(spec.training()));
  }

  private static Optional<Double> learningRate(Settings training) {
    return Optional.ofNullable((Double) training.values().get(TrainingKeys.LEARNING_RATE));
  }

  /**
   * Changes the network.
   *
   * @param inputs numbers that it reads
   * @throws IllegalArgumentException if it has nothing to change, saying the key
   */
  void applyTo(ComputationGraphConfiguration network, int inputs) {
    List<Layer> layers =
        network.getVertices().values().stream()
            .map(NetworkChanges::layer)
            .flatMap(Optional::stream)
            .toList();
    width.ifPresent(size -> setWidth(network, inputs, size));
    dropout.ifPresent(
        probability ->
            require(
                layers.stream().filter(layer -> setDropout(layer, probability)).count(),
                "model.dropout",
                "drops nothing"));
    l2.ifPresent(
        value ->
            require(
                layers.stream().filter(layer -> setL2(layer, value)).count(),
                "model.l2",
                "has no L2 regularization"));
    learningRate.ifPresent(
        rate ->
            require(
                layers.stream().filter(layer -> setLearningRate(layer, rate)).count(),
                "training.learning-rate",
                "has no updater with a learning rate"));
  }

  private static Optional<Layer> layer(GraphVertex vertex) {
    return vertex instanceof LayerVertex inner
        ? Optional.of(inner.getLayerConf().getLayer())
        : Optional.empty();
  }

  private static void require(long changed, String key, String why) {
    if (changed == 0) {
      throw new IllegalArgumentException(
          "Cannot change the network by %s: its file %s".formatted(key, why));
    }
  }

  private static boolean setDropout(Layer layer, double probability) {
    if (!(layer.getIDropout() instanceof Dropout)) {
      return false;
    }
    // Deeplearning4j has the probability of keeping.
    layer.setIDropout(probability == 0 ? null : new Dropout(1 - probability));
    return true;
  }

  private static boolean setL2(Layer layer, double value) {
    if (!(layer instanceof BaseLayer base) || base.getRegularization() == null) {
      return false;
    }
    boolean had = base.getRegularization().stream().anyMatch(L2Regularization.class::isInstance);
    base.setRegularization(
        base.getRegularization().stream()
            .map(one -> one instanceof L2Regularization ? new L2Regularization(value) : one)
            .toList());
    return had;
  }

  private static boolean setLearningRate(Layer layer, double rate) {
    if (!(layer instanceof BaseLayer base)) {
      return false;
    }
    boolean weights = setLearningRate(base.getIUpdater(), rate);
    boolean biases = setLearningRate(base.getBiasUpdater(), rate);
    return weights || biases;
  }

  private static boolean setLearningRate(IUpdater updater, double rate) {
    if (updater == null || !updater.hasLearningRate()) {
      return false;
    }
    updater.setLrAndSchedule(rate, null);
    return true;
  }

  /** Widths follow from one another only in a chain of layers that say theirs. */
  private static void setWidth(ComputationGraphConfiguration network, long inputs, long width) {
    String before = network.getNetworkInputs().get(0);
    long size = inputs;
    for (Map.Entry<String, GraphVertex> entry : network.getVertices().entrySet()) {
      Layer layer = layer(entry.getValue()).orElse(null);
      List<String> from = network.getVertexInputs().get(entry.getKey());
      boolean plain =
          entry.getValue() instanceof LayerVertex vertex && vertex.getPreProcessor() == null;
      if (!plain || !Objects.equals(from, List.of(before)) || !isPlain(layer)) {
        throw new IllegalArgumentException(
            "Cannot change the network by model.width: expected dense layers one behind the other"
                + " in its file, got "
                + entry.getKey());
      }
      if (layer instanceof FeedForwardLayer sized) {
        sized.setNIn(size);
        size = layer instanceof DenseLayer ? width : size;
        sized.setNOut(layer instanceof OutputLayer ? sized.getNOut() : size);
      }
      before = entry.getKey();
    }
  }

  private static boolean isPlain(Layer layer) {
    return layer instanceof DenseLayer
        || layer instanceof OutputLayer
        || layer instanceof BatchNormalization
        || layer instanceof NoParamLayer;
  }
}
