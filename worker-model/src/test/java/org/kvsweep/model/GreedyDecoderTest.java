package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.layer.KernelChoice;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GreedyDecoderTest {
  private static final int LONGEST = 6;
  private static final int END = 3;
  private static final int PADDING = 1;

  private static final List<int[]> SOURCES =
      List.of(new int[] {2, 4, 5, 8, 3}, new int[] {2, 6, 3}, new int[] {2, 7, 7, 4, 5, 6, 8, 3});

  @ParameterizedTest
  @CsvSource({
    "KV_POS, DOUBLE, PLAIN",
    "QKV, FLOAT, FUSED",
    "KV, FLOAT, FUSED",
    "KV_POS, FLOAT, FUSED"
  })
  void writesWhatTheWholeNetworkWouldWordByWord(
      AttentionVariant variant, DataType type, KernelChoice kernels) {
    boolean anyEnded = false;
    boolean anyLong = false;
    for (long seed = 0; seed < 2; seed++) {
      ComputationGraph network =
          new ComputationGraph(
              new Translator(variant, 9, 11, 8, 2, 2, 0.1).network(seed, type, kernels));
      network.init();
      // No trained network writes padding, which it would take for the end of its own text.
      INDArray bias = network.getLayer("head").getParam("output.b");
      bias.putScalar(0, PADDING, -100);
      // So that some end and some don't.
      bias.putScalar(0, END, 2.0 * seed);
      List<int[]> written = new GreedyDecoder(network, 2, END, PADDING, LONGEST).decode(SOURCES);
      for (int row = 0; row < SOURCES.size(); row++) {
        List<Integer> expected = slowly(network, SOURCES.get(row), type);
        assertThat(written.get(row))
            .as("seed %d, sentence %d", seed, row)
            .containsExactly(expected.stream().mapToInt(Integer::intValue).toArray());
        anyEnded |= expected.size() < LONGEST;
        anyLong |= expected.size() == LONGEST;
      }
    }
    assertThat(anyEnded).isTrue();
    assertThat(anyLong).isTrue();
  }

  /** One sentence alone, the whole target anew for each word. */
  private static List<Integer> slowly(ComputationGraph network, int[] source, DataType type) {
    List<Integer> target = new ArrayList<>(List.of(2));
    INDArray from = Nd4j.createFromArray(new int[][] {source}).castTo(type);
    while (target.size() <= LONGEST) {
      int[] sofar = target.stream().mapToInt(Integer::intValue).toArray();
      INDArray to = Nd4j.createFromArray(new int[][] {sofar}).castTo(type);
      INDArray probabilities = network.outputSingle(from, to); // [1, T, words]
      INDArray last = probabilities.slice(0).getRow(sofar.length - 1);
      int word = last.argMax().getInt(0);
      if (word == END) {
        break;
      }
      target.add(word);
    }
    return target.subList(1, target.size());
  }
}
