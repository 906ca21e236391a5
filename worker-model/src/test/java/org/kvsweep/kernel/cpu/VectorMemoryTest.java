package org.kvsweep.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Runs on the Java of the build: by buffers in Java 17, by addresses in Java 21. */
class VectorMemoryTest {
  private static final int FLOATS = 256;
  private static final int FIRST = 32;
  private static final int COUNT = 64;

  @Test
  void vectorsBeginWhereASliceDoesAndReachNoFurther() {
    assumeTrue(CpuKernels.vectorized(), "no vectors that are worth it");
    ElementLoops loops = new VectorLoops().elements();
    ByteBuffer twos = floats(2);
    ByteBuffer whole = floats(1);
    ByteBuffer part =
        whole.slice(FIRST * Float.BYTES, COUNT * Float.BYTES).order(ByteOrder.nativeOrder());

    loops.multiply(twos, part, COUNT);
    assertThatThrownBy(() -> loops.multiply(twos, part, FLOATS))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> loops.multiply(part, twos, FLOATS))
        .isInstanceOf(IndexOutOfBoundsException.class);

    for (int i = 0; i < FLOATS; i++) {
      boolean inside = i >= FIRST && i < FIRST + COUNT;
      assertThat(whole.getFloat(i * Float.BYTES)).as("number %d", i).isEqualTo(inside ? 4 : 1);
    }
  }

  private static ByteBuffer floats(float value) {
    ByteBuffer floats =
        ByteBuffer.allocateDirect(FLOATS * Float.BYTES).order(ByteOrder.nativeOrder());
    for (int i = 0; i < FLOATS; i++) {
      floats.putFloat(i * Float.BYTES, value);
    }
    return floats;
  }
}
