package org.kvsweep.kernel.cpu;

import java.nio.ByteBuffer;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Kernels;

/**
 * Layer norms, see {@link Loops}. Buffers hold dense matrices of floats in the byte order of the
 * machine, row-major; {@code from} and {@code at} count rows or floats, never bytes.
 */
interface NormLoops {

  /** Does what {@link Kernels#addNorm} says; residual may be null, then sum is not written. */
  void addNorm(
      ByteBuffer x,
      ByteBuffer residual,
      Dropout dropout,
      ByteBuffer gain,
      ByteBuffer bias,
      ByteBuffer sum,
      ByteBuffer moments,
      ByteBuffer y,
      int rows,
      int columns);

  /**
   * Does what {@link Kernels#addNormBackward} does; dSum and dResidual may be null; the last two
   * are added to.
   */
  void addNormBackward(
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
      float[] dBias);
}
