package org.kvsweep.benchmark;

import java.util.concurrent.TimeUnit;
import org.kvsweep.kernel.Activation;
import org.kvsweep.kernel.AttentionOperands;
import org.kvsweep.kernel.AttentionShape;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Update;
import org.kvsweep.kernel.cpu.Blas;
import org.kvsweep.layer.KernelChoice;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Single kernels, fused and plain, on the shapes of one encoder block: batch 128, length 64. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx2g"})
public class KernelBenchmark {
  private static final int BATCH = 128;
  private static final int TOKENS = 64;
  private static final int WIDTH = 64;
  private static final int HEADS = 2;

  @Param({"FUSED", "PLAIN"})
  public KernelChoice choice;

  private final Dropout dropout = new Dropout(0.1, 1);
  private Kernels kernels;
  private Matrix x;
  private Matrix y;
  private Matrix dx;
  private Matrix weight;
  private Matrix dWeight;
  private Matrix wide;
  private Matrix bias;
  private Matrix wideBias;
  private Matrix moments;
  private AttentionOperands attention;

  @Setup
  public void allocate() {
    Blas.useOneThread();
    kernels = choice.kernels(DataType.FLOAT);
    dropout.begin(1, true);
    int rows = BATCH * TOKENS;
    x = matrix(rows, WIDTH);
    y = matrix(rows, WIDTH);
    dx = matrix(rows, WIDTH);
    weight = matrix(WIDTH, 3 * WIDTH);
    dWeight = matrix(WIDTH, 3 * WIDTH);
    wide = matrix(rows, 3 * WIDTH);
    bias = matrix(1, WIDTH);
    wideBias = matrix(1, 3 * WIDTH);
    moments = matrix(rows, 2);
    Matrix dWide = matrix(rows, 3 * WIDTH);
    attention =
        new AttentionOperands(
            new AttentionShape(
                BATCH, HEADS, TOKENS, TOKENS, WIDTH, Math.sqrt(WIDTH / (double) HEADS), false),
            wide.columns(0, WIDTH),
            wide.columns(WIDTH, WIDTH),
            wide.columns(2 * WIDTH, WIDTH),
            null,
            null,
            Dropout.none(),
            matrix(BATCH * HEADS * TOKENS, TOKENS),
            y,
            new AttentionOperands.Gradients(
                dWide.columns(0, WIDTH),
                dWide.columns(WIDTH, WIDTH),
                dWide.columns(2 * WIDTH, WIDTH),
                null));
    kernels.attention(attention);
  }

  private static Matrix matrix(int rows, int columns) {
    return Matrix.of(Nd4j.rand(DataType.FLOAT, rows, columns));
  }

  @Benchmark
  public void linear() {
    kernels.linear(x, weight, wideBias, Activation.RELU, dropout, wide);
  }

  @Benchmark
  public void linearBackward() {
    kernels.linearBackward(
        x, weight, Activation.RELU, dropout, wide, wide, dx, Update.SET, dWeight, wideBias);
  }

  @Benchmark
  public void attention() {
    kernels.attention(attention);
  }

  @Benchmark
  public void attentionBackward() {
    kernels.attentionBackward(attention, dx);
  }

  @Benchmark
  public void addNorm() {
    kernels.addNorm(x, y, dropout, bias, bias, dx, moments, y);
  }
}
