package org.kvsweep.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A run of floats outside the Java heap, once as an address for BLAS and once as bytes for loops.
 *
 * @param base keeps the memory from being freed
 * @param address of the first float
 * @param bytes the same floats in the byte order of the machine
 */
public record FloatMemory(FloatPointer base, long address, ByteBuffer bytes) {
  /** What a matrix of fused kernels may take: they count bytes in an int. */
  public static final long MOST_BYTES = Integer.MAX_VALUE;

  /** Returns whether fused kernels can compute with numbers of that type on the loaded backend. */
  public static boolean fits(DataType type) {
    return type == DataType.FLOAT && !Nd4j.getExecutioner().getClass().getName().contains("cuda");
  }

  static FloatMemory of(FloatPointer base, long offset, long floats) {
    if (floats * Float.BYTES > MOST_BYTES) {
      throw new IllegalArgumentException(
          "Cannot use a matrix of %d floats: fused kernels take up to 2 GiB".formatted(floats));
    }
    BytePointer first = base.getPointer(BytePointer.class, offset * Float.BYTES);
    BytePointer raw = first.capacity(floats * Float.BYTES);
    return new FloatMemory(base, raw.address(), raw.asByteBuffer().order(ByteOrder.nativeOrder()));
  }

  /** Fresh memory of that size. */
  public static FloatMemory allocate(long floats) {
    return of(new FloatPointer(floats), 0, floats);
  }

  /** Returns this memory if it holds so many floats, else fresh memory that does. */
  public FloatMemory atLeast(int floats) {
    return bytes.capacity() >= floats * Float.BYTES ? this : allocate(floats);
  }
}
