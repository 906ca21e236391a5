package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.evaluation.classification.ROC;
import org.nd4j.linalg.factory.Nd4j;

class AreaUnderCurveTest {

  private static float[][] column(float... values) {
    float[][] rows = new float[values.length][1];
    for (int i = 0; i < values.length; i++) {
      rows[i][0] = values[i];
    }
    return rows;
  }

  private static double area(float[][] labels, float[][] predicted) {
    AreaUnderCurve curve = new AreaUnderCurve();
    curve.add(Nd4j.create(labels), Nd4j.create(predicted));
    return curve.value();
  }

  @Test
  void aConstantPredictionIsAGuessWhateverTheOrderOfTheRows() {
    float[][] constant = column(0.3f, 0.3f, 0.3f, 0.3f, 0.3f);

    assertThat(area(column(1, 1, 0, 0, 0), constant)).isEqualTo(0.5);
    assertThat(area(column(0, 0, 0, 1, 1), constant)).isEqualTo(0.5);
  }

  /**
   * There are six pairs: the second class is above with 0.9 twice and with 0.5 over 0.1, and equal
   * once.
   */
  @Test
  void equalPredictionsCountAsHalf() {
    float[][] labels = {{0, 1}, {1, 0}, {0, 1}, {1, 0}, {0, 1}};
    float[][] predicted = {{0.1f, 0.9f}, {0.5f, 0.5f}, {0.5f, 0.5f}, {0.9f, 0.1f}, {0.95f, 0.05f}};

    assertThat(area(labels, predicted)).isEqualTo(3.5 / 6);
  }

  @Test
  void withoutEqualPredictionsItIsThatOfDeeplearning4j() {
    Random random = new Random(5);
    float[][] labels = new float[400][2];
    float[][] predicted = new float[400][2];
    for (int i = 0; i < labels.length; i++) {
      int second = random.nextInt(2);
      labels[i][second] = 1;
      predicted[i][1] = (float) ((i * 149 % 400 + 100.5 * second) / 501);
      predicted[i][0] = 1 - predicted[i][1];
    }
    ROC reference = new ROC(0);
    AreaUnderCurve curve = new AreaUnderCurve();
    for (int from = 0; from < labels.length; from += 100) {
      float[][] some = Arrays.copyOfRange(labels, from, from + 100);
      float[][] their = Arrays.copyOfRange(predicted, from, from + 100);
      reference.eval(Nd4j.create(some), Nd4j.create(their));
      curve.add(Nd4j.create(some), Nd4j.create(their));
    }

    assertThat(curve.value()).isBetween(0.6, 0.9);
    assertThat(curve.value()).isCloseTo(reference.calculateAUC(), within(1e-5));
  }

  @Test
  void everyStepOfASequenceIsAnExample() {
    AreaUnderCurve curve = new AreaUnderCurve();
    curve.add(
        Nd4j.create(new float[][][] {{{1, 0, 0}, {0, 1, 1}}}), // [1, 2, 3]
        Nd4j.create(new float[][][] {{{0.6f, 0.1f, 0.7f}, {0.4f, 0.9f, 0.3f}}}));

    assertThat(curve.value()).isEqualTo(0.5);
  }

  @Test
  void ofOneClassAloneThereIsNone() {
    assertThat(area(column(1, 1), column(0.2f, 0.7f))).isNaN();
    assertThat(new AreaUnderCurve().value()).isNaN();
  }
}
