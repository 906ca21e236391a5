package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.layer.ClassifierRuntime;
import org.kvsweep.layer.KernelChoice;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** The networks do what DL4J expects of any of its own. */
class Dl4jLoopTest {
  private final TinyEncoder encoder =
      new TinyEncoder(AttentionVariant.KV_POS, DataType.FLOAT, KernelChoice.AUTO, 0.1);

  @ParameterizedTest
  @EnumSource(names = {"NONE", "ENABLED"})
  void fitTrainsAndTellsListeners(WorkspaceMode mode) {
    ComputationGraph network = encoder.network(mode);
    List<Double> scores = new ArrayList<>();
    List<Integer> iterations = new ArrayList<>();
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            scores.add(model.score());
            iterations.add(iteration);
          }
        });

    for (int step = 0; step < 40; step++) {
      network.fit(encoder.data());
    }

    assertThat(iterations).hasSize(40).startsWith(0, 1, 2).endsWith(39);
    assertThat(scores.get(39)).isLessThan(scores.get(0) - 0.1);
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void bothWorkspaceModesGiveTheSameParametersToTheBit(AttentionVariant variant) {
    TinyEncoder own = new TinyEncoder(variant, DataType.FLOAT, KernelChoice.AUTO, 0.1);
    List<float[]> parameters = new ArrayList<>();
    for (WorkspaceMode mode : List.of(WorkspaceMode.NONE, WorkspaceMode.ENABLED)) {
      ComputationGraph network = own.network(mode);
      for (int step = 0; step < 3; step++) {
        network.fit(own.data());
      }
      parameters.add(network.params().data().asFloat());
    }
    assertThat(parameters.get(1)).isEqualTo(parameters.get(0));
  }

  @Test
  void aStepOfGradientDescentIsTheGradientOfTheMeanLoss() {
    ComputationGraphConfiguration configuration = encoder.configuration(WorkspaceMode.NONE);
    configuration
        .getVertices()
        .values()
        .forEach(
            vertex ->
                ((BaseLayer) ((LayerVertex) vertex).getLayerConf().getLayer())
                    .setIUpdater(new Sgd(1)));
    ComputationGraph network = new ComputationGraph(configuration);
    network.init();
    INDArray before = network.params().dup();
    DataSet data = encoder.data();
    network.setInputs(data.getFeatures());
    network.setLabels(data.getLabels());
    network.computeGradientAndScore();
    INDArray expected = before.sub(network.getGradientsViewArray());

    network.fit(data);

    assertThat(network.params().distance2(before)).isGreaterThan(0.01);
    assertThat(network.params().distance2(expected)).isLessThan(1e-6);
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "ENABLED"})
  void outputsAreProbabilitiesInArraysOfTheirOwn(WorkspaceMode mode) {
    ComputationGraph network = encoder.network(mode);
    INDArray tokens = encoder.ids("tokens");

    INDArray first = network.outputSingle(tokens);
    INDArray kept = first.dup();
    INDArray second = network.outputSingle(encoder.ids("others"));
    INDArray again = network.outputSingle(tokens);

    assertThat(first.shape())
        .containsExactly(TinyEncoder.BATCH, TinyEncoder.LENGTH, TinyEncoder.CLASSES);
    assertThat(first).isEqualTo(kept).isEqualTo(again).isNotEqualTo(second).isNotSameAs(again);
    again.assign(0);
    assertThat(first).isEqualTo(kept);
    INDArray sums = first.sum(2);
    assertThat(sums.sub(1).amaxNumber().doubleValue()).isLessThan(1e-6);
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "ENABLED"})
  void scoresAreMeansOverTokens(WorkspaceMode mode) {
    ComputationGraph network = encoder.network(mode);
    DataSet data = encoder.data();
    INDArray probabilities = network.outputSingle(data.getFeatures());
    double sum = 0;
    for (int example = 0; example < TinyEncoder.BATCH; example++) {
      for (int token = 0; token < TinyEncoder.LENGTH; token++) {
        int label = data.getLabels().getInt(example, token);
        sum -= Math.log(probabilities.getDouble(example, token, label));
      }
    }
    double mean = sum / (TinyEncoder.BATCH * TinyEncoder.LENGTH);

    assertThat(network.score(data)).isCloseTo(mean, within(1e-5));
    INDArray byExample = network.scoreExamples(data, false);
    assertThat(byExample).isEqualTo(network.scoreExamples(integers(data), false));
    assertThat(byExample.shape()).containsExactly(TinyEncoder.BATCH, 1);
    assertThat(byExample.meanNumber().doubleValue()).isCloseTo(mean, within(1e-5));
    assertThat(byExample.getDouble(0)).isNotEqualTo(byExample.getDouble(1));
  }

  private static DataSet integers(DataSet data) {
    return new DataSet(
        data.getFeatures().castTo(DataType.INT32), data.getLabels().castTo(DataType.INT64));
  }

  @Test
  void predictionsAreTheMostProbableClasses() {
    ComputationGraph network = encoder.network(WorkspaceMode.NONE);
    INDArray tokens = encoder.ids("tokens");
    INDArray probabilities = network.outputSingle(tokens);
    int[] expected =
        probabilities
            .reshape((long) TinyEncoder.BATCH * TinyEncoder.LENGTH, TinyEncoder.CLASSES)
            .argMax(1)
            .toIntVector();
    INDArray hidden = network.feedForward(new INDArray[] {tokens}, false, false).get("block-0");

    ClassifierRuntime head = (ClassifierRuntime) network.getOutputLayer(0);

    assertThat(head.predict(hidden)).isEqualTo(expected);
  }

  @Test
  void aCloneIsTheSameNetworkAndIndependent() {
    ComputationGraph network = encoder.network(WorkspaceMode.NONE);
    network.fit(encoder.data());
    ComputationGraph clone = network.clone();
    INDArray tokens = encoder.ids("others");
    INDArray before = network.outputSingle(tokens);
    assertThat(clone.outputSingle(tokens)).isEqualTo(before);

    clone.fit(encoder.data());

    assertThat(network.outputSingle(tokens)).isEqualTo(before);
    assertThat(clone.outputSingle(tokens)).isNotEqualTo(before);
  }

  @Test
  void batchesOfAnySizeAndDenseOrNotAreTaken() {
    ComputationGraph network = encoder.network(WorkspaceMode.NONE);
    INDArray tokens = encoder.ids("tokens");
    INDArray all = network.outputSingle(tokens);
    network.fit(encoder.data());
    network.setParams(encoder.network(WorkspaceMode.NONE).params());

    INDArray transposed = Nd4j.create(DataType.FLOAT, TinyEncoder.LENGTH, TinyEncoder.BATCH);
    transposed.assign(tokens.transpose());
    assertThat(network.outputSingle(transposed.transpose())).isEqualTo(all);
    for (int example = 0; example < TinyEncoder.BATCH; example++) {
      INDArray alone = network.outputSingle(tokens.getRow(example, true).castTo(DataType.INT32));
      double difference =
          alone.sub(all.slice(example).reshape(alone.shape())).amaxNumber().doubleValue();
      assertThat(difference).isLessThan(1e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT, f, NONE",
    "FLOAT, c, NONE",
    "INT, c, NONE",
    "FLOAT, f, ENABLED",
    "INT, c, ENABLED"
  })
  void arraysMayBeFilledAnewForEveryStep(DataType type, char order, WorkspaceMode mode) {
    ComputationGraph network = encoder.network(mode);
    INDArray tokens = encoder.ids("tokens").castTo(type).dup(order);
    INDArray labels = encoder.ids("labels").castTo(type).dup(order);
    network.setInputs(tokens);
    network.setLabels(labels);
    network.computeGradientAndScore();
    double first = network.score();

    tokens.assign(encoder.ids("others"));
    labels.assign(encoder.ids("their labels"));
    network.computeGradientAndScore();

    ComputationGraph fresh = encoder.network(WorkspaceMode.NONE);
    fresh.setInputs(encoder.ids("others"));
    fresh.setLabels(encoder.ids("their labels"));
    fresh.computeGradientAndScore();
    assertThat(network.score()).isEqualTo(fresh.score()).isNotEqualTo(first);
    assertThat(network.getGradientsViewArray()).isEqualTo(fresh.getGradientsViewArray());
  }

  @Test
  void whatCannotBeDoneIsSaid() {
    ComputationGraph network = encoder.network(WorkspaceMode.NONE);
    ClassifierRuntime head = (ClassifierRuntime) network.getOutputLayer(0);
    assertThatThrownBy(() -> head.fit(encoder.data()))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("Cannot fit an output layer alone: use the network that it belongs to");
    network.setInputs(encoder.ids("tokens"));
    assertThatThrownBy(network::computeGradientAndScore)
        .hasMessageStartingWith("Cannot compute the loss: no labels were set");
    INDArray wrong = encoder.ids("tokens").assign(TinyEncoder.CLASSES);
    assertThatThrownBy(() -> network.outputSingle(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot look up a class: expected a whole number from 0 to 4, got 5.0");
  }
}
