package org.kvsweep.task.table;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Labelled;
import org.kvsweep.settings.Schema;
import org.kvsweep.settings.Settings;
import org.kvsweep.task.ModelKeys;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A multilayer perceptron.
 *
 * @param width numbers in a hidden layer
 * @param depth hidden layers
 * @param dropout probability of dropping an activation of a hidden layer
 * @param l2 L2 regularization of the weights
 */
record TableNetwork(int width, int depth, Activation activation, double dropout, double l2) {
  static final String DROPOUT = "dropout";
  static final String L2 = "l2";
  private static final String ACTIVATION = "activation";
  private static final String INPUT = "input";
  private static final String OUTPUT = "output";

  /** The functions of hidden layers, by their words in sweep files. */
  private enum Function implements Labelled {
    RELU("relu", Activation.RELU),
    LEAKY_RELU("leaky-relu", Activation.LEAKYRELU),
    ELU("elu", Activation.ELU),
    GELU("gelu", Activation.GELU),
    SWISH("swish", Activation.SWISH),
    TANH("tanh", Activation.TANH),
    SIGMOID("sigmoid", Activation.SIGMOID);

    private final String label;
    private final Activation activation;

    Function(String label, Activation activation) {
      this.label = label;
      this.activation = activation;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /** Returns the keys of the {@code model:} section. */
  static Schema schema() {
    return Schema.of(
        Key.integer(ModelKeys.WIDTH, 32, 1, 8192, "numbers in a hidden layer"),
        Key.integer(ModelKeys.DEPTH, 2, 0, 96, "hidden layers"),
        Key.choice(ACTIVATION, Function.RELU, "function of the hidden layers"),
        ModelKeys.dropout(DROPOUT, 0, "an activation of a hidden layer"),
        Key.number(L2, 0, 0, 1e3, "L2 regularization of the weights"));
  }

  static TableNetwork of(Settings model) {
    return new TableNetwork(
        model.integer(ModelKeys.WIDTH),
        model.integer(ModelKeys.DEPTH),
        model.choice(ACTIVATION, Function.class).activation,
        model.number(DROPOUT),
        model.number(L2));
  }

  /**
   * The network.
   *
   * @param inputs numbers that it reads
   * @param classes that it tells apart; 0 where it predicts a number
   */
  ComputationGraphConfiguration configuration(int inputs, int classes) {
    ComputationGraphConfiguration.GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .weightInit(
                activation == Activation.TANH || activation == Activation.SIGMOID
                    ? WeightInit.XAVIER
                    : WeightInit.RELU)
            .activation(activation)
            .l2(l2)
            .updater(new Adam()) // another, if the training says so
            .graphBuilder()
            .addInputs(INPUT);
    String last = INPUT;
    int size = inputs;
    for (int i = 0; i < depth; i++) {
      String name = "hidden-" + i;
      DenseLayer.Builder layer = new DenseLayer.Builder().nIn(size).nOut(width);
      if (i > 0) {
        layer.dropOut(kept());
      }
      graph.addLayer(name, layer.build(), last);
      last = name;
      size = width;
    }
    return graph.addLayer(OUTPUT, output(size, classes), last).setOutputs(OUTPUT).build();
  }

  /** Deeplearning4j drops inputs of a layer, and takes the probability of keeping; 0 for all. */
  private double kept() {
    return dropout == 0 ? 0 : 1 - dropout;
  }

  private OutputLayer output(int inputs, int classes) {
    OutputLayer.Builder output =
        classes == 0
            ? new OutputLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).nOut(1)
            : new OutputLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nOut(classes);
    if (depth > 0) {
      output.dropOut(kept());
    }
    return output.weightInit(WeightInit.XAVIER).nIn(inputs).build();
  }
}
