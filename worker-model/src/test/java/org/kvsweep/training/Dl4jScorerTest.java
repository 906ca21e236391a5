package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.kvsweep.task.Target;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class Dl4jScorerTest {

  /** Examples of classes; the input names the class that the network predicts. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Guesses(int classes, int[] labels, int[] guesses) implements Examples {
    @Override
    public int size() {
      return labels.length;
    }

    @Override
    public Batch allocate(int count) {
      INDArray features = Nd4j.create(DataType.FLOAT, count, classes);
      return new Batch(new INDArray[] {features}, Nd4j.create(DataType.FLOAT, count, classes));
    }

    @Override
    public void read(int[] order, int from, Batch into, RandomGenerator random) {
      into.features()[0].assign(0);
      into.labels().assign(0);
      for (int i = 0; i < into.size(); i++) {
        into.features()[0].putScalar(i, guesses[order[from + i]], 1);
        into.labels().putScalar(i, labels[order[from + i]], 1);
      }
    }
  }

  /** The measurement of a network whose logits are so many times its inputs. */
  private static Measurement measure(Guesses guesses, float factor, int batchSize) {
    int classes = guesses.classes();
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .nIn(classes)
                        .nOut(classes)
                        .build(),
                    "in")
                .setOutputs("out")
                .build());
    network.init();
    float[][] weights = new float[classes][classes];
    for (int i = 0; i < classes; i++) {
      weights[i][i] = factor;
    }
    network.getParam("out_W").assign(Nd4j.create(weights));
    return new Dl4jScorer(network, guesses, new Target.Classes(), batchSize).measure();
  }

  @Test
  void ofManyClassesF1IsTheMeanOfThoseThatOccur() {
    int[] labels = {0, 0, 0, 1, 1, 1, 2, 2, 2};
    int[] guesses = {0, 0, 0, 1, 1, 1, 0, 1, 0};

    Map<String, Double> metrics = measure(new Guesses(3, labels, guesses), 5, 4).more();

    double expected = (6 / 8.0 + 6 / 7.0 + 0) / 3;
    assertThat(metrics.get("f1")).isCloseTo(expected, within(1e-12));
    // A fourth that no label has.
    assertThat(measure(new Guesses(4, labels, guesses), 5, 9).more().get("f1"))
        .isCloseTo(expected, within(1e-12));
    assertThat(metrics.get("accuracy")).isCloseTo(6 / 9.0, within(1e-12));
    assertThat(metrics).doesNotContainKey("auc");
  }

  @Test
  void ofTwoClassesF1IsThatOfTheSecond() {
    Guesses guesses = new Guesses(2, new int[] {0, 0, 1, 1}, new int[] {0, 1, 1, 1});

    assertThat(measure(guesses, 5, 4).more().get("f1")).isCloseTo(4 / 5.0, within(1e-12));
  }

  @Test
  void aNetworkThatPredictsAConstantHasTheCurveOfAGuess() {
    int[] unused = new int[6];

    assertThat(measure(new Guesses(2, new int[] {1, 1, 1, 0, 0, 0}, unused), 0, 4).more())
        .containsEntry("auc", 0.5);
    assertThat(measure(new Guesses(2, new int[] {0, 0, 0, 1, 1, 1}, unused), 0, 4).more())
        .containsEntry("auc", 0.5);
  }

  @Test
  void aNetworkThatHasDivergedHasALossThatIsNoNumberAndNothingElse() {
    Guesses guesses = new Guesses(2, new int[] {0, 1, 1}, new int[] {0, 1, 1});

    Measurement measured = measure(guesses, Float.NaN, 2);

    assertThat(measured.score().lossSum()).isNaN();
    assertThat(measured.score().rows()).isEqualTo(3);
    assertThat(measured.more()).isEmpty();
  }
}
