package org.kvsweep.kernel;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The rate that products alone reach: x [N, D] by W [D, 3D] and the gradients of both, without
 * bias, activation and dropout. On the largest shape of a model, the operations of a step at that
 * rate are its floor.
 */
public final class ProductRate {
  private static final int ROUNDS = 15;
  private static final long WARMUP_NANOS = 300_000_000L;

  private final Kernels kernels;
  private final Matrix x;
  private final Matrix weight;
  private final Matrix y;
  private final Matrix dx;
  private final Matrix dWeight;

  /** Products of that many rows N and that width D. */
  public ProductRate(Kernels kernels, int rows, int width) {
    this.kernels = kernels;
    x = random(rows, width);
    weight = random(width, 3 * width);
    y = random(rows, 3 * width);
    dx = random(rows, width);
    dWeight = random(width, 3 * width);
  }

  private static Matrix random(int rows, int columns) {
    return Matrix.of(Nd4j.rand(DataType.FLOAT, rows, columns));
  }

  /** Multiply-adds, each counted as two, a second; the median of some rounds. */
  public double flopsPerSecond() {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < WARMUP_NANOS) {
      products();
    }
    long[] nanos = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      products();
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    double flops = 3 * 2.0 * x.rows() * x.columns() * y.columns();
    return flops / nanos[ROUNDS / 2] * 1e9;
  }

  private void products() {
    kernels.linear(x, weight, null, Activation.IDENTITY, Dropout.none(), y);
    kernels.linearBackward(
        x, weight, Activation.IDENTITY, Dropout.none(), y, y, dx, Update.SET, dWeight, null);
  }
}
