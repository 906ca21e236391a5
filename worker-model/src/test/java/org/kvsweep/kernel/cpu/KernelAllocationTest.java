package org.kvsweep.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvsweep.kernel.Activation;
import org.kvsweep.kernel.AdamStep;
import org.kvsweep.kernel.Allocation;
import org.kvsweep.kernel.AttentionOperands;
import org.kvsweep.kernel.AttentionShape;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.LabelSmoothing;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.PatchShape;
import org.kvsweep.kernel.Precision;
import org.kvsweep.kernel.Update;
import org.kvsweep.random.RandomStream;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Fused kernels take no memory, on the heap or off it, once they are compiled. Shown with scalar
 * loops: how soon the compiler keeps vectors in registers is its own affair.
 */
class KernelAllocationTest {
  private static final int BATCH = 2;
  private static final int TOKENS = 9;
  private static final int ROWS = BATCH * TOKENS;
  private static final int WIDTH = 20;
  private static final int RUNS = 500;

  private final RandomGenerator random = RandomStream.of(3, "allocation", 0);

  static Stream<Arguments> operations() {
    return Stream.of(Precision.values()).flatMap(KernelAllocationTest::operations);
  }

  private static Stream<Arguments> operations(Precision precision) {
    Kernels kernels = new CpuKernels(Gemm.fastest(precision), new ScalarLoops());
    return new KernelAllocationTest()
        .operations(kernels).entrySet().stream()
            .map(one -> Arguments.of(precision.label(), one.getKey(), one.getValue()));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("operations")
  void nothingIsAllocatedInSteadyState(String precision, String name, Runnable operation) {
    long allowed = RUNS * allowed(name);
    Allocation allocation = Allocation.ofSteadyState(RUNS, allowed, operation);
    assertThat(allocation.buffers()).isZero();
    assertThat(allocation.heapBytes()).isLessThanOrEqualTo(allowed);
  }

  private static long allowed(String name) {
    return switch (name) {
      // The score that comes back, and what adds it up.
      case "cross-entropy", "cross-entropy alone" -> 128;
      // The sums of the position map, however large the batch.
      case "kv-pos attention gradients" -> 1024;
      // Two views of buffers, however large, which the JIT does not always do away with.
      case "patches" -> 112;
      default -> 0;
    };
  }

  private Matrix random(int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return Matrix.of(Nd4j.createFromArray(values).reshape(rows, columns));
  }

  private Matrix ids(int rows, int columns) {
    Matrix ids = random(rows, columns);
    ids.view().assign(3);
    return ids;
  }

  private Map<String, Runnable> operations(Kernels kernels) {
    Map<String, Runnable> all = new LinkedHashMap<>();
    Dropout dropout = new Dropout(0.2, 1);
    dropout.begin(1, true);
    Matrix x = random(ROWS, WIDTH);
    Matrix w = random(WIDTH, WIDTH);
    Matrix b = random(1, WIDTH);
    Matrix y = random(ROWS, WIDTH);
    Matrix dx = random(ROWS, WIDTH);
    Matrix dy = random(ROWS, WIDTH);
    Matrix dw = random(WIDTH, WIDTH);
    Matrix db = random(1, WIDTH);
    all.put("linear", () -> kernels.linear(x, w, b, Activation.RELU, dropout, y));
    all.put(
        "linear gradients",
        () ->
            kernels.linearBackward(x, w, Activation.RELU, dropout, y, dy, dx, Update.ADD, dw, db));
    all.put("activation", () -> kernels.activate(Activation.RELU, dropout, y));
    all.put(
        "activation gradients", () -> kernels.activateBackward(Activation.RELU, dropout, y, dy));
    Matrix moments = random(ROWS, 2);
    Matrix sum = random(ROWS, WIDTH);
    all.put("norm", () -> kernels.addNorm(x, y, dropout, b, b, sum, moments, dx));
    all.put(
        "norm gradients",
        () -> kernels.addNormBackward(sum, moments, b, dropout, dy, null, dx, dy, db, db));
    for (boolean query : new boolean[] {true, false}) {
      for (int maps : query ? new int[] {0} : new int[] {0, 1}) {
        AttentionOperands operands = operands(query, maps, dropout);
        String name = (query ? "qkv" : "kv") + (maps > 0 ? "-pos" : "") + " attention";
        all.put(name, () -> kernels.attention(operands));
        all.put(name + " gradients", () -> kernels.attentionBackward(operands, dy));
      }
    }
    Matrix ids = ids(BATCH, TOKENS);
    Matrix positions = random(TOKENS, WIDTH);
    all.put("embedding", () -> kernels.embed(ids, w, 1, b, positions, y));
    all.put("embedding gradients", () -> kernels.embedBackward(ids, dy, dw, 1, db, null));
    PatchShape squares = new PatchShape(1, 6, 3);
    Matrix images = random(5, 36);
    Matrix patches = random(20, 9);
    all.put("patches", () -> kernels.patches(images, squares, patches));
    all.put("cross-entropy", () -> kernels.crossEntropy(x, ids, LabelSmoothing.NONE, dx));
    all.put("cross-entropy alone", () -> kernels.crossEntropy(x, ids, LabelSmoothing.NONE, null));
    all.put("norm of gradients", () -> kernels.sumOfSquares(x));
    AdamStep step = new AdamStep(1, 1e-3, 0.9, 0.999, 1e-8, 0, 1);
    Matrix first = random(ROWS, WIDTH);
    Matrix second = ids(ROWS, WIDTH);
    all.put("adam", () -> kernels.adam(step, x, dx, first, second));
    return all;
  }

  private AttentionOperands operands(boolean query, int maps, Dropout dropout) {
    AttentionShape shape = new AttentionShape(BATCH, 2, TOKENS, TOKENS, WIDTH, 3, false);
    int parts = query ? 3 : 2;
    Matrix packed = random(ROWS, parts * WIDTH);
    Matrix dPacked = random(ROWS, parts * WIDTH);
    Matrix key = packed.columns((parts - 2) * WIDTH, WIDTH);
    Matrix dKey = dPacked.columns((parts - 2) * WIDTH, WIDTH);
    return new AttentionOperands(
        shape,
        query ? packed.columns(0, WIDTH) : key,
        key,
        packed.columns((parts - 1) * WIDTH, WIDTH),
        maps == 0 ? null : random(maps, TOKENS + 1),
        null,
        dropout,
        random(BATCH * 2 * TOKENS, TOKENS),
        random(ROWS, WIDTH),
        new AttentionOperands.Gradients(
            query ? dPacked.columns(0, WIDTH) : dKey,
            dKey,
            dPacked.columns((parts - 1) * WIDTH, WIDTH),
            maps == 0 ? null : random(maps, TOKENS + 1)));
  }
}
