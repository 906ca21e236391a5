package org.kvsweep.kernel.cpu;

import java.nio.ByteBuffer;

/** {@link ByteLoop} one number at a time. */
final class ScalarByteLoop implements ByteLoop {
  @Override
  public void scale(
      byte[] from, int start, int count, float scale, float shift, ByteBuffer to, int at) {
    for (int i = 0; i < count; i++) {
      Floats.put(to, at + i, (from[start + i] & 0xFF) * scale + shift);
    }
  }
}
