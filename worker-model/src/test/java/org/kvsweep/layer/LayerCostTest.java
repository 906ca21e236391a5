package org.kvsweep.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.attention.EncoderBlock;
import org.kvsweep.attention.VisionBlock;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.cpu.CountingKernels;
import org.kvsweep.model.FirstTokenClassifier;
import org.kvsweep.model.LanguageEmbedding;
import org.kvsweep.model.LanguageHead;
import org.kvsweep.model.Norm;
import org.kvsweep.model.SetClassifier;
import org.kvsweep.model.TokenClassifier;
import org.kvsweep.model.TokenEmbedding;
import org.nd4j.linalg.api.buffer.DataType;

/** The formulas of what a layer costs, against what it does. */
class LayerCostTest {
  private static final TokenShape SHAPE = new TokenShape(3, 7);

  private final CountingKernels counting = new CountingKernels();

  static Stream<KernelLayer> layers() {
    return Stream.concat(
        Stream.of(
            new TokenEmbedding.Builder().nIn(5).nOut(6).build(),
            new TokenClassifier.Builder().nIn(6).nOut(5).build(),
            new LanguageEmbedding.Builder().context(9).nIn(5).nOut(6).build(),
            new LanguageHead.Builder().nIn(6).nOut(5).build(),
            new Norm.Builder().nIn(6).nOut(6).build(),
            new FirstTokenClassifier.Builder().hidden(8).nIn(6).nOut(5).build(),
            new SetClassifier.Builder().nIn(6).nOut(7).build(),
            new VisionBlock.Builder().width(6).hidden(10).heads(2).build()),
        Stream.of(AttentionVariant.values())
            .map(
                variant ->
                    new EncoderBlock.Builder()
                        .width(6)
                        .hidden(10)
                        .heads(2)
                        .attention(variant)
                        .build()));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("layers")
  void flopsAreThoseOfTheProductsThatRun(KernelLayer layer) {
    OperationBench bench = bench(layer);
    Operation operation = layer.operation(bench.context());
    boolean looksUp = !layer.differentiableInput();
    Matrix x = looksUp ? ids(bench) : bench.random(SHAPE.rows(), (int) layer.getNIn());
    long mapFlops = positionMapFlops(layer);

    operation.forward(x);
    assertThat(counting.take())
        .isEqualTo(SHAPE.batch() * layer.forwardFlops(SHAPE.tokens()) + mapFlops);

    Matrix dx = looksUp ? null : bench.random(SHAPE.rows(), (int) layer.getNIn());
    int outputs = (int) layer.getNOut();
    long rows = Arrays.stream(layer.outputShape(SHAPE, outputs)).reduce(1, (a, b) -> a * b);
    operation.backward(bench.random((int) rows / outputs, outputs), dx);
    assertThat(counting.take())
        .isEqualTo(SHAPE.batch() * layer.backwardFlops(SHAPE.tokens()) + mapFlops);
  }

  /** Once a batch, not once an example, and too small to be in the formulas. */
  private static long positionMapFlops(KernelLayer layer) {
    return layer instanceof EncoderBlock block && block.getAttention().hasPosition()
        ? 2L * block.getPositionChannels() * (SHAPE.tokens() + 1)
        : 0;
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("layers")
  void bytesAreThoseThatTheOperationTakes(KernelLayer layer) {
    OperationBench bench = bench(layer);
    layer.operation(bench.context());
    if (layer.differentiableInput()) {
      bench.context().buffer(SHAPE.rows(), (int) layer.getNIn());
    }
    assertThat(layer.buffers(SHAPE, DataType.FLOAT).bytes())
        .isEqualTo(bench.used() * Float.BYTES)
        .isPositive();
    assertThat(layer.buffers(new TokenShape(6, 7), DataType.FLOAT).bytes())
        .isGreaterThan(layer.buffers(SHAPE, DataType.FLOAT).bytes());
  }

  private OperationBench bench(KernelLayer layer) {
    return new OperationBench(counting.kernels(), DataType.FLOAT, SHAPE, layer.parameters());
  }

  private static Matrix ids(OperationBench bench) {
    Matrix ids = bench.random(SHAPE.batch(), SHAPE.tokens());
    ids.view().assign(2);
    return ids;
  }
}
