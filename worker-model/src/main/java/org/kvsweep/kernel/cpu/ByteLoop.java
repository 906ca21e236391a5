package org.kvsweep.kernel.cpu;

import java.nio.ByteBuffer;

/** Bytes as numbers. */
interface ByteLoop {

  /**
   * to[at + i] = from[start + i]·scale + shift for bytes from 0 to 255.
   *
   * @param to floats in a direct buffer, in the byte order of the machine
   * @param at a number of floats
   */
  void scale(byte[] from, int start, int count, float scale, float shift, ByteBuffer to, int at);
}
