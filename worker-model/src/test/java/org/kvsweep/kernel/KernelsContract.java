package org.kvsweep.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.random.RandomStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** What every implementation of {@link Kernels} has to do, held against plain ND4J in double. */
public abstract class KernelsContract {
  private final Kernels plain = new Nd4jKernels();
  private final RandomGenerator random = RandomStream.of(7, "contract", 0);

  protected abstract Kernels kernels();

  /** The largest difference allowed, as a share of the largest number that is expected. */
  protected double tolerance() {
    return 1e-5;
  }

  /** The number that is drawn, in the precision of the kernels. */
  protected float number(double drawn) {
    return (float) drawn;
  }

  /** The same numbers in float, for the kernels under test, and in double, for the plain ones. */
  private record Pair(Matrix tested, Matrix expected, double tolerance) {
    Pair columns(int from, int count) {
      return new Pair(tested.columns(from, count), expected.columns(from, count), tolerance);
    }

    void assertSame(String what) {
      double scale = Math.max(1, expected.view().amaxNumber().doubleValue());
      double difference =
          tested.view().castTo(DataType.DOUBLE).sub(expected.view()).amaxNumber().doubleValue();
      assertThat(difference / scale).as(what).isLessThan(tolerance);
    }
  }

  private Pair random(int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(2 * random.nextDouble() - 1);
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

  private Pair pair(float[] values, int rows, int columns) {
    return new Pair(
        Matrix.of(Nd4j.createFromArray(values).reshape(rows, columns)),
        Matrix.of(Nd4j.createFromArray(values).castTo(DataType.DOUBLE).reshape(rows, columns)),
        tolerance());
  }

  private static Dropout dropout(double rate) {
    Dropout dropout = new Dropout(rate, 99);
    dropout.begin(3, true);
    return dropout;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "5, 3, 7", "33, 10, 19", "700, 64, 192", "513, 10, 192", "64, 17, 257"})
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
    for (double rate : new double[] {0, 0.2}) {
      selfAttention(shape, 3, maps, null, dropout(rate));
      selfAttention(shape, 2, maps, null, dropout(rate));
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 5, 4, false, 0", "3, 2, 19, 16, true, 1", "4, 3, 33, 12, false, 3"})
  void paddingIsNotAttendedTo(
      int batch, int heads, int tokens, int width, boolean causal, int maps) {
    AttentionShape shape =
        new AttentionShape(batch, heads, tokens, tokens, width, Math.sqrt(width), causal);
    Pair lengths = lengths(batch, tokens);
    for (double rate : new double[] {0, 0.2}) {
      selfAttention(shape, 3, maps, lengths, dropout(rate));
      selfAttention(shape, 2, maps, lengths, dropout(rate));
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 1, 7, 4, 0", "3, 2, 5, 19, 16, 1", "2, 3, 33, 2, 12, 3"})
  void sourcesMayBeOtherThanTargets(
      int batch, int heads, int targets, int sources, int width, int maps) {
    AttentionShape shape =
        new AttentionShape(batch, heads, targets, sources, width, Math.sqrt(width), false);
    for (double rate : new double[] {0, 0.2}) {
      crossAttention(shape, maps, null, dropout(rate));
      crossAttention(shape, maps, lengths(batch, sources), dropout(rate));
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -1, 4, 1.5f, Float.NaN})
  void lengthsOutOfRangeAreRefused(float length) {
    AttentionShape shape = new AttentionShape(1, 1, 3, 3, 4, 2, false);
    Matrix x = random(3, 4).tested;
    Matrix lengths = pair(new float[] {length}, 1, 1).tested;
    Matrix weights = random(3, 3).tested;
    AttentionOperands operands =
        new AttentionOperands(
            shape, x, x, x, null, lengths, Dropout.none(), weights, random(3, 4).tested, null);
    assertThatThrownBy(() -> kernels().attention(operands))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot attend: expected from 1 to 3 tokens that are not padding, got " + length);
  }

  /** From 1 to all, the first of them all and the last one. */
  private Pair lengths(int batch, int tokens) {
    float[] lengths = new float[batch];
    for (int i = 0; i < batch; i++) {
      lengths[i] = 1 + random.nextInt(tokens);
    }
    lengths[0] = tokens;
    lengths[batch - 1] = 1;
    return pair(lengths, batch, 1);
  }

  private void selfAttention(
      AttentionShape shape, int parts, int maps, Pair lengths, Dropout dropout) {
    int width = shape.width();
    Pair packed = random(shape.batch() * shape.targets(), parts * width);
    Pair dPacked = random(shape.batch() * shape.targets(), parts * width);
    Parts in = parts(packed, width);
    Parts out = parts(dPacked, width);
    attention(shape, in, out, maps, lengths, dropout);
    dPacked.assertSame("gradient of the projections");
  }

  private void crossAttention(AttentionShape shape, int maps, Pair lengths, Dropout dropout) {
    int width = shape.width();
    Pair query = random(shape.batch() * shape.targets(), width);
    Pair dQuery = random(shape.batch() * shape.targets(), width);
    Pair memory = random(shape.batch() * shape.sources(), 2 * width);
    Pair dMemory = random(shape.batch() * shape.sources(), 2 * width);
    Parts in = new Parts(query, memory.columns(0, width), memory.columns(width, width));
    Parts out = new Parts(dQuery, dMemory.columns(0, width), dMemory.columns(width, width));
    attention(shape, in, out, maps, lengths, dropout);
    dQuery.assertSame("gradient of the query");
    dMemory.assertSame("gradient of keys and values");
  }

  private record Parts(Pair query, Pair key, Pair value) {}

  /** Without a query of its own, the key serves as one. */
  private static Parts parts(Pair packed, int width) {
    int parts = packed.tested.columns() / width;
    Pair key = packed.columns((parts - 2) * width, width);
    Pair query = parts == 3 ? packed.columns(0, width) : key;
    return new Parts(query, key, packed.columns((parts - 1) * width, width));
  }

  private void attention(
      AttentionShape shape, Parts in, Parts out, int maps, Pair lengths, Dropout dropout) {
    Pair position = maps == 0 ? null : random(maps, shape.sources() + 1);
    Pair dPosition = maps == 0 ? null : random(maps, shape.sources() + 1);
    Pair weights = random(shape.batch() * shape.heads() * shape.targets(), shape.sources());
    Pair output = random(shape.batch() * shape.targets(), shape.width());
    Function<Function<Pair, Matrix>, AttentionOperands> operands =
        side ->
            new AttentionOperands(
                shape,
                side.apply(in.query),
                side.apply(in.key),
                side.apply(in.value),
                position == null ? null : side.apply(position),
                lengths == null ? null : side.apply(lengths),
                dropout,
                side.apply(weights),
                side.apply(output),
                new AttentionOperands.Gradients(
                    side.apply(out.query),
                    side.apply(out.key),
                    side.apply(out.value),
                    dPosition == null ? null : side.apply(dPosition)));
    AttentionOperands tested = operands.apply(Pair::tested);
    AttentionOperands expected = operands.apply(Pair::expected);
    kernels().attention(tested);
    plain.attention(expected);
    weights.assertSame("weights");
    output.assertSame("output");
    Pair dOutput = random(shape.batch() * shape.targets(), shape.width());
    kernels().attentionBackward(tested, dOutput.tested);
    plain.attentionBackward(expected, dOutput.expected);
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
    Pair dTable = random(classes, width);
    // More positions than there are tokens, as for a text that is shorter than the context.
    Pair positions = random(tokens + 2, width);
    Pair dPositions = random(tokens + 2, width);
    Pair bias = random(1, width);
    Pair dBias = random(1, width);
    Pair y = random(batch * tokens, width);
    kernels().embed(ids.tested, table.tested, 1, bias.tested, positions.tested, y.tested);
    plain.embed(ids.expected, table.expected, 1, bias.expected, positions.expected, y.expected);
    y.assertSame("y");
    kernels().embed(ids.tested, table.tested, 8, null, positions.tested, y.tested);
    plain.embed(ids.expected, table.expected, 8, null, positions.expected, y.expected);
    y.assertSame("y without a bias");
    Pair dy = random(batch * tokens, width);
    kernels().embedBackward(ids.tested, dy.tested, dTable.tested, 1, dBias.tested, null);
    plain.embedBackward(ids.expected, dy.expected, dTable.expected, 1, dBias.expected, null);
    dTable.assertSame("gradient of the table");
    dBias.assertSame("gradient of the bias");
    kernels().embedBackward(ids.tested, dy.tested, dTable.tested, 8, null, dPositions.tested);
    plain.embedBackward(ids.expected, dy.expected, dTable.expected, 8, null, dPositions.expected);
    dTable.assertSame("gradient of the scaled table");
    dPositions.assertSame("gradient of the positions");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 3, 0.5, Double.NaN})
  void tokensOutOfRangeAreRefusedBeforeMemoryIsTouched(double id) {
    Pair ids = pair(new float[] {1, (float) id}, 1, 2);
    Pair table = random(3, 4);
    Pair positions = random(2, 4);
    Pair y = random(2, 4);
    assertThatThrownBy(
            () -> kernels().embed(ids.tested, table.tested, 1, null, positions.tested, y.tested))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a whole number from 0 to 2");
    assertThatThrownBy(
            () -> kernels().embedBackward(ids.tested, y.tested, table.tested, 1, null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                kernels().crossEntropy(random(2, 3).tested, ids.tested, LabelSmoothing.NONE, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 2051})
  void geluIsExactOnBothSidesOfZero(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = size == 1 ? 0 : 24f * i / (size - 1) - 12;
    }
    Pair x = pair(values, 1, size);
    Pair y = random(1, size);
    kernels().gelu(x.tested, y.tested);
    plain.gelu(x.expected, y.expected);
    for (int i = 0; i < size; i++) {
      double exact = y.expected.view().getDouble(0, i);
      double allowed = 2e-7 * Math.max(1, Math.abs(values[i]));
      assertThat((double) y.tested.view().getFloat(0, i)).isCloseTo(exact, within(allowed));
      double slope = x.expected.view().getDouble(0, i);
      assertThat((double) x.tested.view().getFloat(0, i)).isCloseTo(slope, within(4e-7));
    }
    Pair dy = random(1, size);
    kernels().geluBackward(x.tested, dy.tested);
    plain.geluBackward(x.expected, dy.expected);
    dy.assertSame("gradient before gelu");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 19", "64, 257"})
  void sumsInPlaceOrNot(int rows, int columns) {
    Pair x = random(rows, columns);
    Pair residual = random(rows, columns);
    Pair y = random(rows, columns);
    for (double rate : new double[] {0.3, 0}) {
      Dropout dropout = dropout(rate);
      kernels().add(x.tested, residual.tested, dropout, y.tested);
      plain.add(x.expected, residual.expected, dropout, y.expected);
      y.assertSame("y");
    }
    kernels().add(x.tested, residual.tested, Dropout.none(), x.tested);
    plain.add(x.expected, residual.expected, Dropout.none(), x.expected);
    x.assertSame("x");
    assertThat(x.tested.view()).isEqualTo(y.tested.view());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 19", "64, 257"})
  void dropoutIntoAnotherMatrix(int rows, int columns) {
    Pair x = random(rows, columns);
    Pair y = random(rows, columns);
    for (double rate : new double[] {0.3, 0}) {
      kernels().drop(x.tested, dropout(rate), y.tested);
      plain.drop(x.expected, dropout(rate), y.expected);
      y.assertSame("y");
    }
    assertThat(y.tested.view()).isEqualTo(x.tested.view());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 5", "7, 3", "30, 64"})
  void transposes(int rows, int columns) {
    Pair x = random(rows, columns);
    Pair y = random(columns, rows);
    kernels().transpose(x.tested, y.tested);
    assertThat(y.tested.view()).isEqualTo(x.tested.view().transpose());
  }

  @Test
  void lengthsEndWherePaddingBegins() {
    Pair ids = pair(new float[] {2, 1, 3, 4, 1, 1, 1, 1, 1, 5, 6, 1}, 4, 3);
    Pair lengths = random(4, 1);
    kernels().lengths(ids.tested, 1, lengths.tested);
    assertThat(lengths.tested.view().toFloatVector()).containsExactly(3, 1, 0, 2);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1, 1", "2, 1, 28, 7", "3, 3, 8, 4", "2, 3, 32, 8"})
  void imagesAreCutIntoPatches(int batch, int channels, int image, int patch) {
    PatchShape shape = new PatchShape(channels, image, patch);
    Pair images = random(batch, channels * image * image);
    Pair y = random(batch * shape.count(), shape.size());
    kernels().patches(images.tested, shape, y.tested);
    int side = image / patch;
    for (int row = 0; row < y.tested.rows(); row++) {
      for (int column = 0; column < shape.size(); column++) {
        int channel = column % channels;
        int top = row / side % side * patch + column / channels / patch;
        int left = row % side * patch + column / channels % patch;
        float expected =
            images
                .tested
                .view()
                .getFloat(row / (side * side), (channel * image + top) * image + left);
        assertThat(y.tested.view().getFloat(row, column)).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 1", "3, 5, 19", "4, 17, 64"})
  void tokensArePrependedAndTheirGradients(int batch, int tokens, int width) {
    Pair x = random(batch * (tokens - 1), width);
    Pair first = random(1, width);
    Pair positions = random(tokens, width);
    Pair y = random(batch * tokens, width);
    kernels().prepend(x.tested, first.tested, positions.tested, y.tested);
    plain.prepend(x.expected, first.expected, positions.expected, y.expected);
    y.assertSame("y");
    Pair dy = random(batch * tokens, width);
    kernels().prependBackward(dy.tested, x.tested, first.tested, positions.tested);
    plain.prependBackward(dy.expected, x.expected, first.expected, positions.expected);
    x.assertSame("dx");
    first.assertSame("gradient of the first token");
    positions.assertSame("gradient of the positions");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 5"})
  void linearMapsOfRowsThatLieApart(int examples, int tokens) {
    Pair x = random(examples * tokens, 19);
    Pair dx = random(examples * tokens, 19);
    Pair w = random(19, 6);
    Pair y = random(examples, 6);
    Pair dw = random(19, 6);
    Dropout none = Dropout.none();
    Matrix firstX = x.tested.firstOfEach(tokens);
    Matrix firstDx = dx.tested.firstOfEach(tokens);
    kernels().linear(firstX, w.tested, null, Activation.IDENTITY, none, y.tested);
    plain.linear(
        x.expected.firstOfEach(tokens), w.expected, null, Activation.IDENTITY, none, y.expected);
    y.assertSame("y");
    kernels()
        .linearBackward(
            firstX,
            w.tested,
            Activation.IDENTITY,
            none,
            y.tested,
            y.tested,
            firstDx,
            Update.SET,
            dw.tested,
            null);
    plain.linearBackward(
        x.expected.firstOfEach(tokens),
        w.expected,
        Activation.IDENTITY,
        none,
        y.expected,
        y.expected,
        dx.expected.firstOfEach(tokens),
        Update.SET,
        dw.expected,
        null);
    dx.assertSame("dx, the rows between untouched");
    dw.assertSame("dW");
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "7, 10", "128, 65", "33, 1000"})
  void crossEntropyAndItsGradient(int rows, int classes) {
    for (LabelSmoothing smoothing :
        new LabelSmoothing[] {
          LabelSmoothing.NONE,
          new LabelSmoothing(0.1, -1),
          new LabelSmoothing(0.1, 1),
          new LabelSmoothing(0, 1)
        }) {
      Pair logits = random(rows, classes);
      Pair labels = ids(rows, 1, Math.min(4, classes));
      Score expected = plain.crossEntropy(logits.expected, labels.expected, smoothing, null);
      Score tested = kernels().crossEntropy(logits.tested, labels.tested, smoothing, null);
      assertThat(tested.lossSum()).isCloseTo(expected.lossSum(), within(tolerance() * rows));
      assertThat(tested.surpriseSum())
          .isCloseTo(expected.surpriseSum(), within(tolerance() * rows));
      assertThat(tested.correct()).isEqualTo(expected.correct());
      assertThat(tested.counted()).isEqualTo(expected.counted());
      assertThat(tested.rows()).isEqualTo(rows);
      // In place, as the output layer does.
      kernels().crossEntropy(logits.tested, labels.tested, smoothing, logits.tested);
      plain.crossEntropy(logits.expected, labels.expected, smoothing, logits.expected);
      logits.assertSame("gradient of the logits with " + smoothing);
    }
  }

  @Test
  void theLossOfSmoothedLabelsIsTheirDivergence() {
    // torch.nn.functional.kl_div(logits.log_softmax(-1), target, reduction="batchmean") with
    // target [[.05, 0, .9, .05], [0, 0, 0, 0], [.9, 0, .05, .05]]
    Pair logits = pair(new float[] {1, 2, 3, 4, 0, 1, 0, 1, -1, 2, 0.5f, 0}, 3, 4);
    Pair labels = pair(new float[] {2, 1, 0}, 3, 1);
    LabelSmoothing smoothing = new LabelSmoothing(0.1, 1);
    Score score = kernels().crossEntropy(logits.tested, labels.tested, smoothing, null);
    assertThat(score.meanLoss()).isCloseTo(1.3062479660, within(1e-6));
    assertThat(score.counted()).isEqualTo(2);
    assertThat(score.rows()).isEqualTo(3);
  }

  @Test
  void ofEqualLogitsTheFirstIsThePrediction() {
    Pair logits = pair(new float[] {1, 3, 3, 0, 3, 3, 3, 0}, 2, 4);
    Pair labels = pair(new float[] {1, 1}, 2, 1);
    Score score = kernels().crossEntropy(logits.tested, labels.tested, LabelSmoothing.NONE, null);
    assertThat(score.correct()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 4096})
  void adamAndTheNormOfGradients(int size) {
    Pair parameters = random(1, size);
    Pair gradients = random(1, size);
    Pair first = pair(new float[size], 1, size);
    Pair second = pair(new float[size], 1, size);
    assertThat(kernels().sumOfSquares(gradients.tested))
        .isCloseTo(plain.sumOfSquares(gradients.expected), within(tolerance() * size));
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
