package org.kvsweep.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.attention.AttentionMap.Head;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Nd4jKernels;
import org.kvsweep.kernel.cpu.CpuKernels;
import org.kvsweep.layer.OperationBench;
import org.kvsweep.layer.TokenShape;
import org.nd4j.linalg.api.buffer.DataType;

class AttentionMapTest {
  private static final int TOKENS = 7;
  private static final int WIDTH = 8;
  private static final int HEADS = 2;
  private static final int CHANNELS = 10;
  private static final TokenShape SHAPE = new TokenShape(2, TOKENS);

  private static final AttentionFacts CHARACTERS =
      EarlierBlockFacts.named("CHARACTERS").attention();
  private static final List<AttentionFacts> ALL =
      List.of(
          EncoderBlock.FACTS,
          VisionBlock.FACTS,
          CHARACTERS,
          EarlierBlockFacts.named("NUMBERS").attention(),
          EarlierBlockFacts.named("SOURCE").attention(),
          EarlierBlockFacts.named("TARGET").attention());

  /** An attention with random parameters that has looked at a random input. */
  private static final class Subject {
    private final AttentionConfig config;
    private final OperationBench bench;
    private final Attention attention;
    private final Matrix x;

    Subject(AttentionVariant variant, AttentionFacts facts, Kernels kernels, DataType type) {
      config = new AttentionConfig(variant, facts, WIDTH, HEADS, CHANNELS);
      bench = new OperationBench(kernels, type, SHAPE, config.parameters("a"));
      x = bench.random(SHAPE.rows(), WIDTH);
      attention = new Attention(bench.context(), "a", config, Dropout.none());
      attention.forward(x);
    }

    AttentionMap map() {
      return attention.observed(0).map(TOKENS, HEADS);
    }

    /** Q or K of a token of the first example in one head, from the parameters. */
    double projected(int token, int head, int k, int projection) {
      int column = projection * WIDTH + head * WIDTH / HEADS + k;
      double sum = config.facts().projectionBias() ? at(bench.parameter("a.in.b"), 0, column) : 0;
      for (int i = 0; i < WIDTH; i++) {
        sum += at(x, token, i) * at(bench.parameter("a.in.W"), i, column);
      }
      return sum;
    }

    /** Scores by the formula of the paper, every channel of the grid by itself. */
    double score(int head, int target, int source) {
      int key = config.variant().hasQuery() ? 1 : 0;
      double product = 0;
      for (int k = 0; k < WIDTH / HEADS; k++) {
        product += projected(target, head, k, 0) * projected(source, head, k, key);
      }
      double scaled = product / config.facts().scale().of(WIDTH, HEADS);
      if (!config.variant().hasPosition()) {
        return scaled;
      }
      double[][][] grid = AttentionTest.explicitGrid(TOKENS, TOKENS, CHANNELS);
      Matrix w = bench.parameter("a.position.W");
      int map = w.rows() == 1 ? 0 : head;
      double score = at(bench.parameter("a.position.b"), 0, map);
      for (int channel = 0; channel < CHANNELS; channel++) {
        score += at(w, map, channel) * (scaled + grid[target][source][channel]);
      }
      return score;
    }

    private static double at(Matrix matrix, int row, int column) {
      return matrix.view().getDouble(row, column);
    }
  }

  private static Subject inDouble(AttentionVariant variant, AttentionFacts facts) {
    return new Subject(variant, facts, new Nd4jKernels(), DataType.DOUBLE);
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void scoresAreThoseOfThePaperAndWeightsTheirSoftmax(AttentionVariant variant) {
    for (AttentionFacts facts : List.of(EncoderBlock.FACTS, CHARACTERS)) {
      Subject subject = inDouble(variant, facts);
      AttentionMap map = subject.map();
      assertThat(map.causal()).isEqualTo(facts.causal());
      for (int head = 0; head < HEADS; head++) {
        Head shown = map.heads().get(head);
        for (int target = 0; target < TOKENS; target++) {
          // Up to what a position map adds to a whole row, which the softmax does not see.
          double row = subject.score(head, target, 0) - shown.scores()[target][0];
          assertThat(row).isCloseTo(0, within(variant.hasPosition() ? 100 : 1e-12));
          int seen = facts.causal() ? target + 1 : TOKENS;
          double[] exact = new double[TOKENS];
          for (int source = 0; source < TOKENS; source++) {
            double score = subject.score(head, target, source);
            assertThat(shown.scores()[target][source]).isCloseTo(score - row, within(1e-12));
            exact[source] = source < seen ? Math.exp(score) : 0;
          }
          double sum = Arrays.stream(exact).sum();
          for (int source = 0; source < TOKENS; source++) {
            assertThat(shown.weights()[target][source])
                .isCloseTo(exact[source] / sum, within(1e-12));
          }
        }
      }
    }
  }

  @Test
  void scoresOfKeysAloneAreSymmetricUntilPositionsAreAdded() {
    for (AttentionFacts facts : ALL) {
      for (Head head : inDouble(AttentionVariant.KV, facts).map().heads()) {
        assertThat(asymmetry(head.scores())).isLessThan(1e-12);
      }
      for (Head head : inDouble(AttentionVariant.QKV, facts).map().heads()) {
        assertThat(asymmetry(head.scores())).isGreaterThan(0.01);
      }
      for (Head head : inDouble(AttentionVariant.KV_POS, facts).map().heads()) {
        assertThat(asymmetry(head.scores())).isGreaterThan(0.01);
        assertThat(asymmetry(withoutPosition(head))).isLessThan(1e-12);
      }
    }
  }

  private static double[][] withoutPosition(Head head) {
    double[][] bare = new double[TOKENS][TOKENS];
    for (int i = 0; i < TOKENS; i++) {
      for (int j = 0; j < TOKENS; j++) {
        bare[i][j] = (head.scores()[i][j] - head.position().added()[j]) / head.position().factor();
      }
    }
    return bare;
  }

  private static double asymmetry(double[][] scores) {
    double largest = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < scores.length; j++) {
        largest = Math.max(largest, Math.abs(scores[i][j] - scores[j][i]));
      }
    }
    return largest;
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void fusedAndPlainKernelsShowTheSame(AttentionVariant variant) {
    for (AttentionFacts facts : ALL) {
      AttentionMap plain = inDouble(variant, facts).map();
      AttentionMap fused = new Subject(variant, facts, CpuKernels.create(), DataType.FLOAT).map();
      for (int head = 0; head < HEADS; head++) {
        assertClose(fused.heads().get(head).scores(), plain.heads().get(head).scores());
        assertClose(fused.heads().get(head).weights(), plain.heads().get(head).weights());
        for (double[] row : fused.heads().get(head).weights()) {
          assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(1e-5));
        }
      }
    }
  }

  private static void assertClose(double[][] actual, double[][] expected) {
    assertThat(actual).hasDimensions(expected.length, expected[0].length);
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < expected[i].length; j++) {
        assertThat(actual[i][j]).isCloseTo(expected[i][j], within(1e-4));
      }
    }
  }

  @Test
  void aLargeMapIsCutToItsFirstTokensAndHeads() {
    Subject subject = inDouble(AttentionVariant.KV_POS, EncoderBlock.FACTS);
    AttentionMap whole = subject.map();
    AttentionMap cut = subject.attention.observed(0).map(3, 1);

    assertThat(cut.heads()).hasSize(1);
    assertThat(cut.allHeads()).isEqualTo(HEADS);
    assertThat(cut.allTargets()).isEqualTo(TOKENS);
    assertThat(cut.allSources()).isEqualTo(TOKENS);
    Head head = cut.heads().get(0);
    assertThat(head.weights()).hasDimensions(3, 3);
    assertThat(head.position().added()).hasSize(3);
    assertThat(head.scores()[2]).containsExactly(first3(whole.heads().get(0).scores()[2]));
    assertThat(head.weights()[2]).containsExactly(first3(whole.heads().get(0).weights()[2]));
  }

  private static double[] first3(double[] row) {
    return Arrays.copyOf(row, 3);
  }
}
