package org.kvsweep.kernel.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kvsweep.kernel.FloatMemory;
import org.kvsweep.kernel.Matrix;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes the numbers of a batch into a matrix: straight into its memory where that is in reach, by
 * way of a copy where it is not, on a GPU or in double. Positions count numbers, row after row.
 */
public final class BatchWriter {
  private static final ByteLoop LOOP =
      CpuKernels.vectorized() ? new VectorByteLoop() : new ScalarByteLoop();

  private final Matrix matrix;
  private final boolean direct;
  private final ByteBuffer numbers;

  private BatchWriter(Matrix matrix, boolean direct, ByteBuffer numbers) {
    this.matrix = matrix;
    this.direct = direct;
    this.numbers = numbers;
  }

  /** A writer for a matrix, which has to be dense. */
  public static BatchWriter of(Matrix matrix) {
    boolean direct = matrix.dense() && FloatMemory.fits(matrix.type());
    ByteBuffer numbers =
        direct
            ? matrix.memory().bytes()
            : ByteBuffer.allocateDirect(matrix.rows() * matrix.columns() * Float.BYTES)
                .order(ByteOrder.nativeOrder());
    return new BatchWriter(matrix, direct, numbers);
  }

  /** Writes bytes from 0 to 255, each multiplied by {@code scale}, with {@code shift} added. */
  public void put(byte[] from, int start, int count, float scale, float shift, int at) {
    LOOP.scale(from, start, count, scale, shift, numbers, at);
  }

  /** Writes numbers. */
  public void put(float[] from, int start, int count, int at) {
    numbers.asFloatBuffer().position(at).put(from, start, count);
  }

  /** Has to be called when all is written. */
  public void finish() {
    if (!direct) {
      float[] copy = new float[matrix.rows() * matrix.columns()];
      numbers.asFloatBuffer().get(copy);
      matrix.view().assign(Nd4j.createFromArray(copy).reshape(matrix.rows(), matrix.columns()));
    }
  }
}
