package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.TokenShape;
import org.nd4j.linalg.api.buffer.DataType;

class ModelCostTest {

  /**
   * The last column is what PyTorch gave for {@code kv_reference.count_parameters(
   * kv_reference.SequenceEncoder(variant, 10, width, depth, heads))}.
   */
  @ParameterizedTest
  @CsvSource({
    "QKV, 64, 2, 2, 72586",
    "KV, 64, 2, 2, 64266",
    "KV_POS, 64, 2, 2, 64288",
    "QKV, 32, 1, 1, 10346",
    "KV, 256, 4, 4, 1916938",
    "KV_POS, 256, 4, 4, 1916982"
  })
  void countsTheParametersThatTheNetworkHas(
      AttentionVariant variant, int width, int depth, int heads, long reference) {
    SequenceEncoder model = new SequenceEncoder(variant, 10, width, depth, heads, 0.1);
    ComputationGraph network =
        new ComputationGraph(model.network(16, 1, DataType.FLOAT, KernelChoice.AUTO));
    network.init();
    long counted = model.cost(new TokenShape(1, 16)).parameters();
    assertThat(counted).isEqualTo(network.numParams()).isEqualTo(reference);
  }

  @Test
  void addsUpTheLayersAndThreeVectorsBesideTheParameters() {
    SequenceEncoder model = new SequenceEncoder(AttentionVariant.KV_POS, 10, 8, 3, 2, 0.1);
    TokenShape shape = new TokenShape(4, 6);
    ComputationGraph network =
        new ComputationGraph(model.network(6, 1, DataType.FLOAT, KernelChoice.AUTO));
    network.init();
    long forward = 0;
    long backward = 0;
    long bytes = 4 * network.numParams() * Float.BYTES;
    long largest = 0;
    for (var layer : network.getLayers()) {
      KernelLayer kernelLayer = (KernelLayer) layer.conf().getLayer();
      forward += kernelLayer.forwardFlops(6);
      backward += kernelLayer.backwardFlops(6);
      KernelLayer.Buffers buffers = kernelLayer.buffers(shape, DataType.FLOAT);
      bytes += buffers.bytes();
      largest = Math.max(largest, buffers.largestBytes());
    }
    assertThat(model.cost(shape))
        .isEqualTo(
            new ModelCost(network.numParams(), forward, 4 * (forward + backward), bytes, largest));
  }

  @Test
  void theWeightsOfAttentionAreTheLargestBufferOfLongSequences() {
    SequenceEncoder model = new SequenceEncoder(AttentionVariant.QKV, 10, 8, 1, 2, 0.1);

    assertThat(model.cost(new TokenShape(3, 100)).largestBufferBytes())
        .isEqualTo(3L * 2 * 100 * 100 * Float.BYTES);
  }

  @Test
  void memoryReportsOfDl4jCanBeMade() {
    SequenceEncoder model = new SequenceEncoder(AttentionVariant.KV, 10, 8, 1, 2, 0.1);
    var configuration = model.network(6, 1, DataType.FLOAT, KernelChoice.AUTO);
    String report = configuration.getMemoryReport(InputType.feedForward(6)).toString();
    String parameters = "%,d bytes".formatted(4 * model.cost(new TokenShape(1, 6)).parameters());
    assertThat(report).contains("1 x EncoderBlock").contains(parameters);
  }
}
