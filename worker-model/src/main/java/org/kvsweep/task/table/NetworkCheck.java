package org.kvsweep.task.table;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.model.NetworkMemory;
import org.kvsweep.settings.Count;
import org.kvsweep.trial.PlainText;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossL1;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;

/** Says whether a table can feed the network of a file. */
final class NetworkCheck {
  /** Losses of numbers of any sign, which standardised targets are. */
  private static final Set<Class<? extends ILossFunction>> OF_NUMBERS =
      Set.of(LossMSE.class, LossL2.class, LossMAE.class, LossL1.class);

  /** Losses that take a column for each class. */
  private static final Set<Class<? extends ILossFunction>> OF_CLASSES =
      Set.of(
          LossMCXENT.class,
          LossNegativeLogLikelihood.class,
          LossBinaryXENT.class,
          LossMSE.class,
          LossL2.class);

  private final String file;
  private final ComputationGraphConfiguration network;
  private final int inputs;
  private final int classes;

  /**
   * The check of that network.
   *
   * @param inputs numbers that the table has for it
   * @param classes that the table has; 0 where it has a number to predict
   */
  NetworkCheck(String file, ComputationGraphConfiguration network, int inputs, int classes) {
    this.file = file;
    this.network = network;
    this.inputs = inputs;
    this.classes = classes;
  }

  /**
   * Returns how many columns of labels the network takes.
   *
   * @throws IllegalArgumentException if the table can't feed it
   */
  int labelColumns() {
    expectOne("input", network.getNetworkInputs());
    expectOne("output", network.getNetworkOutputs());
    if (network.getDataType() != DataType.FLOAT) {
      throw refused("expected numbers of type FLOAT, got " + network.getDataType());
    }
    network.getVertices().forEach(this::checkInput);
    int columns = outputs();
    checkLoss();
    run(columns);
    return columns;
  }

  private void expectOne(String what, List<String> names) {
    if (names == null || names.size() != 1) {
      throw refused("expected one %s, got %s".formatted(what, names));
    }
  }

  private void checkInput(String name, GraphVertex vertex) {
    boolean first = network.getNetworkInputs().equals(network.getVertexInputs().get(name));
    if (first
        && vertex instanceof LayerVertex inner
        && inner.getPreProcessor() == null
        && inner.getLayerConf().getLayer() instanceof FeedForwardLayer layer
        && layer.getNIn() != inputs) {
      throw refused(
          "the table gives it %s, a number for each column of numbers and one for each word of the others; its layer %s takes %d"
              .formatted(Count.of(inputs, "input"), PlainText.shown(name), layer.getNIn()));
    }
  }

  private Layer output() {
    return network.getVertices().get(network.getNetworkOutputs().get(0))
            instanceof LayerVertex vertex
        ? vertex.getLayerConf().getLayer()
        : null;
  }

  private int outputs() {
    if (!(output() instanceof BaseOutputLayer layer)) {
      return Math.max(1, classes); // a layer without a size of its own
    }
    boolean fits =
        layer.getNOut() == Math.max(1, classes) || (classes == 2 && layer.getNOut() == 1);
    if (!fits) {
      throw refused(
          "the table has %s, its output has %d"
              .formatted(
                  classes == 0 ? "one number to predict" : classes + " classes", layer.getNOut()));
    }
    return (int) layer.getNOut();
  }

  private void checkLoss() {
    ILossFunction loss =
        output() instanceof BaseOutputLayer layer
            ? layer.getLossFn()
            : output() instanceof LossLayer alone ? alone.getLossFn() : null;
    if (loss == null) {
      throw refused("expected an output layer with a loss at its end");
    }
    Set<Class<? extends ILossFunction>> fitting = classes == 0 ? OF_NUMBERS : OF_CLASSES;
    if (!fitting.contains(loss.getClass())) {
      throw refused(
          "expected a loss of %s, one of %s, got %s"
              .formatted(
                  classes == 0 ? "numbers" : "classes",
                  fitting.stream()
                      .map(Class::getSimpleName)
                      .sorted()
                      .collect(Collectors.joining(", ")),
                  loss.getClass().getSimpleName()));
    }
  }

  /** What else does not fit, Deeplearning4j finds by computing an example. */
  private void run(int columns) {
    try {
      ComputationGraph graph = new ComputationGraph(network.clone());
      graph.init();
      INDArray[] features = {Nd4j.zeros(DataType.FLOAT, 2, inputs)};
      INDArray[] labels = {Nd4j.zeros(DataType.FLOAT, 2, columns)};
      double unused = graph.score(new MultiDataSet(features, labels), false);
      NetworkMemory.free(graph);
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalArgumentException(
          message(
              "Deeplearning4j can't compute with it (%s)"
                  .formatted(PlainText.shown(String.valueOf(e.getMessage())))),
          e);
    }
  }

  private IllegalArgumentException refused(String what) {
    return new IllegalArgumentException(message(what));
  }

  private String message(String what) {
    return "Cannot use the network %s: %s".formatted(PlainText.oneLine(file), what);
  }
}
