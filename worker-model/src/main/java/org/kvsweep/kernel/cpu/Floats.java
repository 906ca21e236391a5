package org.kvsweep.kernel.cpu;

import java.nio.ByteBuffer;

/** Single numbers of a buffer of floats, by index in floats. */
final class Floats {
  private Floats() {}

  static float get(ByteBuffer buffer, int index) {
    return buffer.getFloat(index * Float.BYTES);
  }

  static void put(ByteBuffer buffer, int index, float value) {
    buffer.putFloat(index * Float.BYTES, value);
  }

  static void add(ByteBuffer buffer, int index, float value) {
    put(buffer, index, get(buffer, index) + value);
  }
}
