package org.kvsweep.kernel.cpu;

import java.nio.ByteBuffer;
import org.kvsweep.kernel.Dropout;

/** {@link NormLoops} a vector at a time; what is left of a row, a number at a time. */
final class VectorNormLoops implements NormLoops {
  private final VectorAddNorm addNorm = new VectorAddNorm();
  private final VectorAddNormBackward addNormBackward = new VectorAddNormBackward();

  @Override
  public void addNorm(
      ByteBuffer x,
      ByteBuffer residual,
      Dropout dropout,
      ByteBuffer gain,
      ByteBuffer bias,
      ByteBuffer sum,
      ByteBuffer moments,
      ByteBuffer y,
      int rows,
      int columns) {
    addNorm.addNorm(x, residual, dropout, gain, bias, sum, moments, y, rows, columns);
  }

  @Override
  public void addNormBackward(
      ByteBuffer sum,
      ByteBuffer moments,
      ByteBuffer gain,
      Dropout dropout,
      ByteBuffer dy,
      ByteBuffer dSum,
      ByteBuffer dx,
      ByteBuffer dResidual,
      int rows,
      int columns,
      float[] dGain,
      float[] dBias) {
    addNormBackward.addNormBackward(
        sum, moments, gain, dropout, dy, dSum, dx, dResidual, rows, columns, dGain, dBias);
  }
}
