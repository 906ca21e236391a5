package org.kvsweep.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Nd4jKernels;
import org.kvsweep.kernel.cpu.CpuKernels;
import org.kvsweep.layer.OperationBench;
import org.kvsweep.layer.TokenShape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class AttentionTest {
  private static final int BATCH = 2;
  private static final int TOKENS = 5;
  private static final int WIDTH = 6;
  private static final int HEADS = 2;
  private static final int CHANNELS = 10;
  private static final TokenShape SHAPE = new TokenShape(BATCH, TOKENS);

  /** One attention with random parameters, on a random input. */
  private static final class Subject {
    private final OperationBench bench;
    private final Attention attention;
    private final Matrix x;
    private final Matrix dy;

    Subject(AttentionVariant variant, Kernels kernels, DataType type) {
      AttentionConfig config = config(variant);
      bench = new OperationBench(kernels, type, SHAPE, config.parameters("a"));
      attention = new Attention(bench.context(), "a", config, Dropout.none());
      x = bench.random(SHAPE.rows(), WIDTH);
      dy = bench.random(SHAPE.rows(), WIDTH);
    }

    Subject(AttentionVariant variant) {
      this(variant, new Nd4jKernels(), DataType.DOUBLE);
    }

    private static AttentionConfig config(AttentionVariant variant) {
      return new AttentionConfig(variant, EncoderBlock.FACTS, WIDTH, HEADS, CHANNELS);
    }

    /** Softmax weights: [B·H·T, S]. */
    INDArray weights() {
      attention.forward(x);
      return attention.weights().view().dup();
    }

    /** What is differentiated: Σ y·dy. */
    double loss() {
      return attention.forward(x).view().mul(dy.view()).sumNumber().doubleValue();
    }

    void backward() {
      attention.forward(x);
      Matrix spoilt = Matrix.of(dy.view().dup());
      attention.backward(spoilt, bench.random(SHAPE.rows(), WIDTH));
    }

    INDArray parameter(String name) {
      return bench.parameter(name).view();
    }

    INDArray gradient(String name) {
      return bench.gradient(name).view();
    }

    double projected(int row, int column) {
      double sum = parameter("a.in.b").getDouble(0, column);
      for (int k = 0; k < WIDTH; k++) {
        sum += x.view().getDouble(row, k) * parameter("a.in.W").getDouble(k, column);
      }
      return sum;
    }
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void weightsOfATargetAddUpToOne(AttentionVariant variant) {
    INDArray plain = new Subject(variant).weights();
    INDArray fused = new Subject(variant, CpuKernels.create(), DataType.FLOAT).weights();

    assertThat(plain.sum(1).sub(1).amaxNumber().doubleValue()).isLessThan(1e-12);
    assertThat(plain.minNumber().doubleValue()).isPositive();
    assertThat(fused.sum(1).sub(1).amaxNumber().doubleValue()).isLessThan(1e-5);
    assertThat(fused.minNumber().doubleValue()).isPositive();
  }

  @Test
  void keysAloneGiveSymmetricScores() {
    assertThat(asymmetry(new Subject(AttentionVariant.KV))).isLessThan(1e-12);
    assertThat(asymmetry(new Subject(AttentionVariant.QKV))).isGreaterThan(0.01);
  }

  @Test
  void onlyThePositionMapTellsEqualTokensApart() {
    for (AttentionVariant variant : AttentionVariant.values()) {
      Subject subject = new Subject(variant);
      subject.x.view().assign(0.5);
      INDArray weights = subject.weights();
      double spread = weights.maxNumber().doubleValue() - weights.minNumber().doubleValue();
      if (variant.hasPosition()) {
        assertThat(spread).isGreaterThan(0.01);
      } else {
        assertThat(spread).isLessThan(1e-12);
      }
    }
  }

  /**
   * How far scores are from symmetric. Weights are exp(score) up to a factor of their row, so for
   * symmetric scores A_ij·A_jk·A_ki = A_ik·A_kj·A_ji, where the factors cancel.
   */
  private static double asymmetry(Subject subject) {
    INDArray weights = subject.weights();
    double largest = 0;
    for (int head = 0; head < BATCH * HEADS; head++) {
      for (int i = 0; i < TOKENS; i++) {
        for (int j = 0; j < TOKENS; j++) {
          for (int k = 0; k < TOKENS; k++) {
            double forth = log(weights, head, i, j) + log(weights, head, j, k);
            double back = log(weights, head, i, k) + log(weights, head, k, j);
            double around = forth + log(weights, head, k, i) - back - log(weights, head, j, i);
            largest = Math.max(largest, Math.abs(around));
          }
        }
      }
    }
    return largest;
  }

  private static double log(INDArray weights, int head, int target, int source) {
    return Math.log(weights.getDouble((long) head * TOKENS + target, source));
  }

  @Test
  void theIdentityGivesTheWeightsOfThePapersExplicitForm() {
    Subject subject = new Subject(AttentionVariant.KV_POS);
    INDArray weights = subject.weights();
    double[][][] grid = explicitGrid(TOKENS, TOKENS, CHANNELS);
    double[] w = subject.parameter("a.position.W").toDoubleVector();
    double bias = subject.parameter("a.position.b").getDouble(0);
    for (int head = 0; head < BATCH * HEADS; head++) {
      for (int target = 0; target < TOKENS; target++) {
        double[] row = new double[TOKENS];
        for (int source = 0; source < TOKENS; source++) {
          double score = score(subject, head, target, source);
          row[source] = bias;
          for (int channel = 0; channel < CHANNELS; channel++) {
            row[source] += (score + grid[target][source][channel]) * w[channel];
          }
        }
        assertSoftmax(weights.getRow((long) head * TOKENS + target).toDoubleVector(), row);
      }
    }
  }

  /** K·Kᵀ / sqrt(K) of one head, from the parameters. */
  private static double score(Subject subject, int head, int target, int source) {
    int first = head / HEADS * TOKENS;
    int headWidth = WIDTH / HEADS;
    double sum = 0;
    for (int k = head % HEADS * headWidth; k < (head % HEADS + 1) * headWidth; k++) {
      sum += subject.projected(first + target, k) * subject.projected(first + source, k);
    }
    return sum / Math.sqrt(headWidth);
  }

  private static void assertSoftmax(double[] weights, double[] scores) {
    double sum = 0;
    for (double score : scores) {
      sum += Math.exp(score);
    }
    for (int i = 0; i < scores.length; i++) {
      assertThat(weights[i]).isCloseTo(Math.exp(scores[i]) / sum, within(1e-12));
    }
  }

  /** The grid [T, S, m] of the paper's code, channel by channel, cut off at m. */
  static double[][][] explicitGrid(int targets, int sources, int channels) {
    int half = (int) Math.ceil(channels / 4.0) * 2;
    double[][][] grid = new double[targets][sources][channels];
    for (int target = 0; target < targets; target++) {
      for (int source = 0; source < sources; source++) {
        for (int channel = 0; channel < channels; channel++) {
          int index = channel < half ? target : source;
          int own = channel % half;
          double angle = index * Math.pow(10000, -(double) (own - own % 2) / half);
          grid[target][source][channel] = own % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
        }
      }
    }
    return grid;
  }

  @Test
  void rowChannelsActThroughTheirSumAlone() {
    Subject subject = new Subject(AttentionVariant.KV_POS);
    INDArray before = subject.weights();
    INDArray w = subject.parameter("a.position.W");

    w.putScalar(0, w.getDouble(0) + 0.5).putScalar(3, w.getDouble(3) - 0.5);
    assertThat(subject.weights().sub(before).amaxNumber().doubleValue()).isLessThan(1e-14);

    w.putScalar(7, w.getDouble(7) + 0.5).putScalar(9, w.getDouble(9) - 0.5);
    assertThat(subject.weights().sub(before).amaxNumber().doubleValue()).isGreaterThan(0.01);
  }

  @Test
  void theGradientsOfRowChannelsAreAllTheSame() {
    Subject subject = new Subject(AttentionVariant.KV_POS);
    subject.backward();
    double[] gradient = subject.gradient("a.position.W").toDoubleVector();
    int rows = PositionGrid.rowChannels(CHANNELS);

    assertThat(rows).isEqualTo(6);
    for (int channel = 1; channel < rows; channel++) {
      assertThat(gradient[channel]).isCloseTo(gradient[0], within(1e-14));
    }
    assertThat(gradient[rows]).isNotCloseTo(gradient[0], within(1e-3));
  }

  @Test
  void theBiasOfThePositionMapHasNeitherEffectNorGradient() {
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      Kernels kernels = type == DataType.FLOAT ? CpuKernels.create() : new Nd4jKernels();
      Subject subject = new Subject(AttentionVariant.KV_POS, kernels, type);
      INDArray before = subject.weights();
      subject.parameter("a.position.b").assign(3);

      assertThat(subject.weights()).isEqualTo(before);
      subject.backward();
      assertThat(subject.gradient("a.position.b").toDoubleVector()).containsExactly(0);
    }
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void gradientsAgreeWithDifferences(AttentionVariant variant) {
    Subject subject = new Subject(variant);
    subject.backward();
    for (var parameter : Subject.config(variant).parameters("a")) {
      INDArray values = subject.parameter(parameter.name());
      INDArray gradient = subject.gradient(parameter.name());
      // The last elements are those of the values, the column channels and so on.
      for (long i = values.length() - 1; i >= 0; i -= 1 + values.length() / 8) {
        double at = values.getDouble(i);
        values.putScalar(i, at + 1e-5);
        double above = subject.loss();
        values.putScalar(i, at - 1e-5);
        double below = subject.loss();
        values.putScalar(i, at);
        assertThat(gradient.getDouble(i))
            .as("%s[%d]", parameter.name(), i)
            .isCloseTo((above - below) / 2e-5, within(1e-8));
      }
    }
  }
}
