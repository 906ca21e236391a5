package org.kvsweep.kernel.cpu;

import static org.kvsweep.kernel.cpu.VectorMath.F;
import static org.kvsweep.kernel.cpu.VectorMath.LANES;
import static org.kvsweep.kernel.cpu.VectorMath.store;

import java.nio.ByteBuffer;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link ByteLoop} a vector at a time, with the same results to the last bit: a product and a sum,
 * each rounded.
 */
final class VectorByteLoop implements ByteLoop {
  /** The species with as many bytes as floats fit into a vector. */
  private static final VectorSpecies<Byte> B =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(LANES * Byte.SIZE));

  private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, F.vectorShape());

  private final ScalarByteLoop rest = new ScalarByteLoop();

  @Override
  public void scale(
      byte[] from, int start, int count, float scale, float shift, ByteBuffer to, int at) {
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LANES) {
      // ZERO_EXTEND_B2I fails on JDK 17 while the code is interpreted.
      IntVector signed =
          (IntVector)
              ByteVector.fromArray(B, from, start + i).convertShape(VectorOperators.B2I, I, 0);
      FloatVector number = (FloatVector) signed.and(0xFF).convertShape(VectorOperators.I2F, F, 0);
      store(number.mul(scale).add(shift), to, at + i);
    }
    rest.scale(from, start + whole, count - whole, scale, shift, to, at + whole);
  }
}
