package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
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
  void aBatchOfMoreRowsThanAnIntCountsCostsAsMuchAsItsExamples() {
    SequenceEncoder model = new SequenceEncoder(AttentionVariant.QKV, 10, 256, 96, 128, 0.1);
    ModelCost few = model.cost(new TokenShape(256, 4096));

    ModelCost many = model.cost(new TokenShape(1_000_000, 4096));

    assertThat(many.parameters()).isEqualTo(few.parameters());
    assertThat(many.forwardFlops()).isEqualTo(few.forwardFlops());
    assertThat((double) many.stepFlops() / few.stepFlops()).isEqualTo(1_000_000 / 256.0);
    assertThat((double) many.largestBufferBytes()).isEqualTo(1e6 * 128 * 4096 * 4096 * Float.BYTES);
    assertThat((double) many.offHeapBytes() / few.offHeapBytes())
        .isCloseTo(1_000_000 / 256.0, withinPercentage(0.01));
    SequenceEncoder wide = new SequenceEncoder(AttentionVariant.QKV, 10, 1024, 96, 128, 0.1);
    ModelCost most = wide.cost(new TokenShape(1_000_000, 4096));
    assertThat(most.stepFlops()).as("more than a long holds").isEqualTo(Long.MAX_VALUE);
    assertThat(most.plus(most).stepFlops()).isEqualTo(Long.MAX_VALUE);
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

  private static NeuralNetConfiguration.ListBuilder layers() {
    return new NeuralNetConfiguration.Builder().list();
  }

  private static long memory(NeuralNetConfiguration.ListBuilder layers, int batch) {
    ComputationGraphConfiguration network = Dl4jNetworks.graph(layers.build());
    ModelCost cost = ModelCost.of(network, batch);
    return cost.offHeapBytes() - 4 * cost.parameters() * Float.BYTES;
  }

  private static NeuralNetConfiguration.ListBuilder dense() {
    return layers()
        .layer(new DenseLayer.Builder().nIn(8).nOut(1024).build())
        .layer(new DenseLayer.Builder().nIn(1024).nOut(1024).build())
        .layer(new BatchNormalization.Builder().nIn(1024).nOut(1024).build())
        .layer(new OutputLayer.Builder().nIn(1024).nOut(2).build());
  }

  @Test
  void deeplearning4jsLayersTakeMemoryForTheBatchThatIsTrainedOrEvaluated() {
    long numbers = 1024 + 1024 + 1024 + 2;

    assertThat(memory(dense(), 4096)).isEqualTo(4096 * (4 * numbers + 8 + 2) * Float.BYTES);
    assertThat(memory(dense(), 32)).isEqualTo(256 * (4 * numbers + 8 + 2) * Float.BYTES);
  }

  /** 6 × 6 × 4 after the convolution, 3 × 3 × 4 after the pooling. */
  @Test
  void imagesInsideOfANetworkCountWithAllTheirPixels() {
    NeuralNetConfiguration.ListBuilder layers =
        layers()
            .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
            .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
            .layer(new OutputLayer.Builder().nOut(3).build())
            .setInputType(InputType.convolutionalFlat(8, 8, 1));

    assertThat(memory(layers, 512)).isEqualTo(512L * (4 * (144 + 36 + 3) + 64 + 3) * Float.BYTES);
  }

  @Test
  void ofASequenceOfUnknownLengthOneStepCounts() {
    NeuralNetConfiguration.ListBuilder layers =
        layers()
            .layer(new LSTM.Builder().nIn(3).nOut(4).build())
            .layer(new RnnOutputLayer.Builder().nIn(4).nOut(2).build());

    assertThat(memory(layers, 512)).isEqualTo(512L * (4 * (4 + 2) + 3 + 2) * Float.BYTES);
  }

  @Test
  void theCostOfANetworkLeavesItAsItIs() {
    ComputationGraphConfiguration network = Dl4jNetworks.graph(dense().build());
    String before = network.toJson();

    ModelCost unused = ModelCost.of(network, 32);

    assertThat(network.toJson()).isEqualTo(before);
  }
}
