package org.kvsweep.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A run of floats outside the Java heap, once as a pointer for BLAS and once as bytes for loops.
 *
 * @param base keeps the memory from being freed
 * @param pointer at the first float; its position is 0 and stays so
 * @param bytes the same floats in the byte order of the machine
 */
record FloatMemory(FloatPointer base, FloatPointer pointer, ByteBuffer bytes) {

  static FloatMemory of(FloatPointer base, long offset, long floats) {
    if (floats * Float.BYTES > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Cannot use a matrix of %d floats: fused kernels take up to 2 GiB".formatted(floats));
    }
    FloatPointer pointer = base.getPointer(FloatPointer.class, offset).capacity(floats);
    BytePointer raw = new BytePointer(pointer).capacity(floats * Float.BYTES);
    return new FloatMemory(base, pointer, raw.asByteBuffer().order(ByteOrder.nativeOrder()));
  }
}
