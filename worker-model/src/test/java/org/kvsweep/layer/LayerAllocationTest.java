package org.kvsweep.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.attention.EncoderBlock;
import org.kvsweep.kernel.Allocation;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.TestKernels;
import org.kvsweep.model.TokenClassifier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A step of training takes no memory, on the heap or off it, once shapes are known. */
class LayerAllocationTest {
  private static final TokenShape SHAPE = new TokenShape(3, 7);
  private static final int WIDTH = 6;
  private static final int RUNS = 300;

  /** Bytes a step: the sums of the position map, however large the batch. */
  @ParameterizedTest
  @CsvSource({"QKV, 0", "KV, 0", "KV_POS, 1024"})
  void blocksKeepTheirBuffers(AttentionVariant variant, long bytes) {
    KernelLayer block =
        new EncoderBlock.Builder()
            .width(WIDTH)
            .hidden(9)
            .heads(2)
            .attention(variant)
            .dropoutRate(0.1)
            .build();
    assertTakes(bytes, steps(block));
  }

  @Test
  void headsKeepTheirBuffers() {
    KernelLayer head = new TokenClassifier.Builder().nIn(WIDTH).nOut(5).dropoutRate(0.1).build();
    assertTakes(0, steps(head));
  }

  private static void assertTakes(long bytes, Runnable step) {
    Allocation allocation = Allocation.ofSteadyState(RUNS, RUNS * bytes, step);
    assertThat(allocation.buffers()).isZero();
    assertThat(allocation.heapBytes()).isLessThanOrEqualTo(RUNS * bytes);
  }

  private static Runnable steps(KernelLayer layer) {
    OperationBench bench =
        new OperationBench(TestKernels.scalar(), DataType.FLOAT, SHAPE, layer.parameters());
    Operation operation = layer.operation(bench.context());
    Matrix x = bench.random(SHAPE.rows(), WIDTH);
    Matrix dx = bench.random(SHAPE.rows(), WIDTH);
    Matrix dy = bench.random(SHAPE.rows(), (int) layer.getNOut());
    return () -> {
      bench.begin(1);
      operation.forward(x);
      operation.backward(dy, dx);
    };
  }

  /** A layer that does nothing, to see what the rest of it takes. */
  private static final class Idle extends KernelLayer {
    Idle() {
      setLayerName("idle");
      setNIn(WIDTH);
      setNOut(WIDTH);
    }

    @Override
    public List<ParameterSpec> parameters() {
      return List.of(ParameterSpec.vector("b", WIDTH, Initial.zero()));
    }

    @Override
    public Operation operation(LayerContext context) {
      return new Operation() {
        private final Matrix y = context.buffer(SHAPE.rows(), WIDTH);

        @Override
        public Matrix forward(Matrix x) {
          return y;
        }

        @Override
        public void backward(Matrix dy, Matrix dx) {}
      };
    }

    @Override
    public long forwardFlops(int tokens) {
      return 0;
    }

    @Override
    public long backwardFlops(int tokens) {
      return 0;
    }
  }

  @Test
  void whatLayersDoForDl4jTakesAFewSmallObjects() {
    INDArray parameters = Nd4j.create(DataType.FLOAT, 1, WIDTH);
    NeuralNetConfiguration configuration =
        new NeuralNetConfiguration.Builder().layer(new Idle()).build();
    LayerRuntime layer =
        (LayerRuntime)
            new Idle().instantiate(configuration, null, 0, parameters, true, DataType.FLOAT);
    layer.setBackpropGradientsViewArray(Nd4j.create(DataType.FLOAT, 1, WIDTH));
    INDArray input = Nd4j.create(DataType.FLOAT, SHAPE.batch(), SHAPE.tokens(), WIDTH);
    LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();

    assertTakes(
        200,
        () -> {
          layer.setInput(input, workspaces);
          INDArray y = layer.activate(true, workspaces);
          layer.backpropGradient(y, workspaces);
          layer.calcRegularizationScore(true);
          layer.clear();
        });
  }
}
