package org.kvsweep.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.random.RandomStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** What every implementation of {@link Kernels} has to do, held against plain ND4J in double. */
abstract class KernelsContract {
  private static final double TOLERANCE = 1e-5;

  private final Kernels plain = new Nd4jKernels();
  private final RandomGenerator random = RandomStream.of(7, "contract", 0);

  abstract Kernels kernels();

  /** The same numbers in float, for the kernels under test, and in double, for the plain ones. */
  private record Pair(Matrix tested, Matrix expected) {
    Pair columns(int from, int count) {
      return new Pair(tested.columns(from, count), expected.columns(from, count));
    }

    void assertSame(String what) {
      double scale = Math.max(1, expected.view().amaxNumber().doubleValue());
      double difference =
          tested.view().castTo(DataType.DOUBLE).sub(expected.view()).amaxNumber().doubleValue();
      assertThat(difference / scale).as(what).isLessThan(TOLERANCE);
    }
  }

  private Pair random(int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return pair(values, rows, columns);
  }

  private Pair ids(int rows, int columns, int classes) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(classes);
    }
    return pair(values, rows, columns);
  }

  private static Pair pair(float[] values, int rows, int columns) {
    return new Pair(
        Matrix.of(Nd4j.createFromArray(values).reshape(rows, columns)),
        Matrix.of(Nd4j.createFromArray(values).castTo(DataType.DOUBLE).reshape(rows, columns)));
  }

  private static Dropout dropout(double rate) {
    Dropout dropout = new Dropout(rate, 99);
    dropout.begin(3, true);
    return dropout;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "5, 3, 7", "33, 10, 19", "700, 64, 192", "64, 17, 257"})
  void linearMapsAndTheirGradients(int rows, int in, int out) {
    for (Activation activation : Activation.values()) {
      for (Update update : Update.values()) {
        Dropout dropout = dropout(activation == Activation.RELU ? 0.3 : 0);
        Pair x = random(rows, in);
        Pair w = random(in, out);
        Pair b = random(1, out);
        Pair y = random(rows, out);
        kernels().linear(x.tested, w.tested, b.tested, activation, dropout, y.tested);
        plain.linear(x.expected, w.expected, b.expected, activation, dropout, y.expected);
        y.assertSame("y");
        Pair dy = random(rows, out);
        Pair dx = random(rows, in);
        Pair dw = random(in, out);
        Pair db = random(1, out);
        kernels()
            .linearBackward(
                x.tested,
                w.tested,
                activation,
                dropout,
                y.tested,
                dy.tested,
                dx.tested,
                update,
                dw.tested,
                db.tested);
        plain.linearBackward(
            x.expected,
            w.expected,
            activation,
            dropout,
            y.expected,
            dy.expected,
            dx.expected,
            update,
            dw.expected,
            db.expected);
        dy.assertSame("dy");
        dx.assertSame("dx");
        dw.assertSame("dW");
        db.assertSame("db");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, 1, 4, false, 0",
    "2, 2, 7, 6, false, 1",
    "3, 2, 16, 16, true, 1",
    "2, 3, 19, 9, true, 3",
    "1, 1, 257, 8, false, 1",
    "1, 2, 257, 34, true, 2"
  })
  void attentionAndItsGradients(
      int batch, int heads, int tokens, int width, boolean causal, int maps) {
    AttentionShape shape =
        new AttentionShape(batch, heads, tokens, tokens, width, Math.sqrt(width), causal);
    for (boolean query : new boolean[] {true, false}) {
      for (double rate : new double[] {0, 0.2}) {
        attention(shape, query, maps, dropout(rate));
      }
    }
  }

  private void attention(AttentionShape shape, boolean query, int maps, Dropout dropout) {
    int rows = shape.batch() * shape.targets();
    int width = shape.width();
    int parts = query ? 3 : 2;
    Pair packed = random(rows, parts * width);
    Pair position = maps == 0 ? null : random(maps, shape.sources() + 1);
    Pair weights = random(shape.batch() * shape.heads() * shape.targets(), shape.sources());
    Pair output = random(rows, width);
    Pair dPacked = random(rows, parts * width);
    Pair dPosition = maps == 0 ? null : random(maps, shape.sources() + 1);
    Pair key = packed.columns((parts - 2) * width, width);
    Pair value = packed.columns((parts - 1) * width, width);
    Pair dKey = dPacked.columns((parts - 2) * width, width);
    Pair dValue = dPacked.columns((parts - 1) * width, width);
    Pair ask = query ? packed.columns(0, width) : key;
    Pair dAsk = query ? dPacked.columns(0, width) : dKey;
    AttentionOperands tested =
        new AttentionOperands(
            shape,
            ask.tested,
            key.tested,
            value.tested,
            position == null ? null : position.tested,
            dropout,
            weights.tested,
            output.tested,
            new AttentionOperands.Gradients(
                dAsk.tested,
                dKey.tested,
                dValue.tested,
                dPosition == null ? null : dPosition.tested));
    AttentionOperands expected =
        new AttentionOperands(
            shape,
            ask.expected,
            key.expected,
            value.expected,
            position == null ? null : position.expected,
            dropout,
            weights.expected,
            output.expected,
            new AttentionOperands.Gradients(
                dAsk.expected,
                dKey.expected,
                dValue.expected,
                dPosition == null ? null : dPosition.expected));
    kernels().attention(tested);
    plain.attention(expected);
    weights.assertSame("weights");
    output.assertSame("output");
    Pair dOutput = random(rows, width);
    kernels().attentionBackward(tested, dOutput.tested);
    plain.attentionBackward(expected, dOutput.expected);
    dPacked.assertSame("gradient of the projections");
    if (dPosition != null) {
      dPosition.assertSame("gradient of the position map");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 5", "9, 16", "130, 67", "5, 257"})
  void normsOfSumsAndTheirGradients(int rows, int width) {
    for (boolean residual : new boolean[] {true, false}) {
      Dropout dropout = dropout(residual ? 0.25 : 0);
      Pair x = random(rows, width);
      Pair r = residual ? random(rows, width) : null;
      Pair gain = random(1, width);
      Pair bias = random(1, width);
      Pair sum = residual ? random(rows, width) : x;
      Pair moments = random(rows, 2);
      Pair y = random(rows, width);
      kernels()
          .addNorm(
              x.tested,
              r == null ? null : r.tested,
              dropout,
              gain.tested,
              bias.tested,
              sum.tested,
              moments.tested,
              y.tested);
      plain.addNorm(
          x.expected,
          r == null ? null : r.expected,
          dropout,
          gain.expected,
          bias.expected,
          sum.expected,
          moments.expected,
          y.expected);
      sum.assertSame("sum");
      y.assertSame("y");
      for (boolean elsewhere : new boolean[] {true, false}) {
        normGradients(sum, moments, gain, dropout, residual, elsewhere);
      }
    }
  }

  private void normGradients(
      Pair sum, Pair moments, Pair gain, Dropout dropout, boolean residual, boolean elsewhere) {
    int rows = sum.tested.rows();
    int width = sum.tested.columns();
    Pair dy = random(rows, width);
    Pair dSum = elsewhere ? random(rows, width) : null;
    Pair dResidual = residual ? random(rows, width) : null;
    Pair dGain = random(1, width);
    Pair dBias = random(1, width);
    // In place, as the layers do.
    kernels()
        .addNormBackward(
            sum.tested,
            moments.tested,
            gain.tested,
            dropout,
            dy.tested,
            dSum == null ? null : dSum.tested,
            dy.tested,
            dResidual == null ? null : dResidual.tested,
            dGain.tested,
            dBias.tested);
    plain.addNormBackward(
        sum.expected,
        moments.expected,
        gain.expected,
        dropout,
        dy.expected,
        dSum == null ? null : dSum.expected,
        dy.expected,
        dResidual == null ? null : dResidual.expected,
        dGain.expected,
        dBias.expected);
    dy.assertSame("dx");
    if (dResidual != null) {
      dResidual.assertSame("gradient of the residual");
    }
    dGain.assertSame("gradient of the gain");
    dBias.assertSame("gradient of the bias");
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 3, 1", "4, 7, 10, 19", "16, 16, 30, 32"})
  void embeddingsAndTheirGradients(int batch, int tokens, int classes, int width) {
    Pair ids = ids(batch, tokens, classes);
    Pair table = random(classes, width);
    Pair positions = random(tokens, width);
    Pair y = random(batch * tokens, width);
    for (Pair bias : new Pair[] {random(1, width), null}) {
      kernels()
          .embed(
              ids.tested,
              table.tested,
              bias == null ? null : bias.tested,
              positions.tested,
              y.tested);
      plain.embed(
          ids.expected,
          table.expected,
          bias == null ? null : bias.expected,
          positions.expected,
          y.expected);
      y.assertSame("y");
      Pair dy = random(batch * tokens, width);
      Pair dTable = random(classes, width);
      Pair dBias = bias == null ? null : random(1, width);
      kernels()
          .embedBackward(ids.tested, dy.tested, dTable.tested, dBias == null ? null : dBias.tested);
      plain.embedBackward(
          ids.expected, dy.expected, dTable.expected, dBias == null ? null : dBias.expected);
      dTable.assertSame("gradient of the table");
      if (dBias != null) {
        dBias.assertSame("gradient of the bias");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 3, 0.5, Double.NaN})
  void tokensOutOfRangeAreRefusedBeforeMemoryIsTouched(double id) {
    Pair ids = pair(new float[] {1, (float) id}, 1, 2);
    Pair table = random(3, 4);
    Pair positions = random(2, 4);
    Pair y = random(2, 4);
    assertThatThrownBy(
            () -> kernels().embed(ids.tested, table.tested, null, positions.tested, y.tested))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a whole number from 0 to 2");
    assertThatThrownBy(() -> kernels().embedBackward(ids.tested, y.tested, table.tested, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> kernels().crossEntropy(random(2, 3).tested, ids.tested, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "7, 10", "128, 65"})
  void crossEntropyAndItsGradient(int rows, int classes) {
    Pair logits = random(rows, classes);
    Pair labels = ids(rows, 1, classes);
    Score expected = plain.crossEntropy(logits.expected, labels.expected, null);
    Score tested = kernels().crossEntropy(logits.tested, labels.tested, null);
    assertThat(tested.meanLoss()).isCloseTo(expected.meanLoss(), within(TOLERANCE));
    assertThat(tested.correct()).isEqualTo(expected.correct());
    assertThat(tested.rows()).isEqualTo(rows);
    // In place, as the output layer does.
    kernels().crossEntropy(logits.tested, labels.tested, logits.tested);
    plain.crossEntropy(logits.expected, labels.expected, logits.expected);
    logits.assertSame("gradient of the logits");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 4096})
  void adamAndTheNormOfGradients(int size) {
    Pair parameters = random(1, size);
    Pair gradients = random(1, size);
    Pair first = pair(new float[size], 1, size);
    Pair second = pair(new float[size], 1, size);
    assertThat(kernels().sumOfSquares(gradients.tested))
        .isCloseTo(plain.sumOfSquares(gradients.expected), within(TOLERANCE * size));
    for (int step = 1; step <= 3; step++) {
      AdamStep adam = new AdamStep(step, 0.01, 0.9, 0.999, 1e-8, 0.01, 0.7);
      kernels().adam(adam, parameters.tested, gradients.tested, first.tested, second.tested);
      plain.adam(adam, parameters.expected, gradients.expected, first.expected, second.expected);
    }
    first.assertSame("first moment");
    second.assertSame("second moment");
    parameters.assertSame("parameters");
  }

  @Test
  void theSameNumbersComeOutHoweverOftenAKernelRuns() {
    Pair x = random(257, 67);
    Pair gain = random(1, 67);
    Pair bias = random(1, 67);
    Matrix moments = random(257, 2).tested;
    Matrix y = random(257, 67).tested;
    float[] before = null;
    // Past the JIT's thresholds.
    for (int run = 0; run < 400; run++) {
      kernels().addNorm(x.tested, null, Dropout.none(), gain.tested, bias.tested, null, moments, y);
      float[] now = y.shaped(257 * 67).toFloatVector();
      assertThat(before == null || java.util.Arrays.equals(before, now)).as("run " + run).isTrue();
      before = now;
    }
  }
}
