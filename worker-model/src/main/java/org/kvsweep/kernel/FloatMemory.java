package org.kvsweep.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A run of floats outside the Java heap, once as an address for BLAS and once as bytes for loops.
 *
 * @param base keeps the memory from being freed
 * @param address of the first float
 * @param bytes the same floats in the byte order of the machine
 */
record FloatMemory(FloatPointer base, long address, ByteBuffer bytes) {

  static FloatMemory of(FloatPointer base, long offset, long floats) {
    if (floats * Float.BYTES > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Cannot use a matrix of %d floats: fused kernels take up to 2 GiB".formatted(floats));
    }
    BytePointer first = base.getPointer(BytePointer.class, offset * Float.BYTES);
    BytePointer raw = first.capacity(floats * Float.BYTES);
    return new FloatMemory(base, raw.address(), raw.asByteBuffer().order(ByteOrder.nativeOrder()));
  }

  /** Fresh memory of that size. */
  static FloatMemory allocate(long floats) {
    return of(new FloatPointer(floats), 0, floats);
  }

  /** This memory if it holds so many floats, else fresh memory that does. */
  FloatMemory atLeast(int floats) {
    return bytes.capacity() >= floats * Float.BYTES ? this : allocate(floats);
  }
}
