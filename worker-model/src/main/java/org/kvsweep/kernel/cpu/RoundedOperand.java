package org.kvsweep.kernel.cpu;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.Pointer;
import org.kvsweep.kernel.FloatMemory;
import org.kvsweep.kernel.cpu.Gemm.Cursor;

/** Copies an operand and rounds the copy to bfloat16, in float: the lower half of each is zero. */
final class RoundedOperand extends Operand {
  private static final int EXPONENT = 0x7F80_0000;
  private static final int UPPER_HALF = 0xFFFF_0000;

  private final View copy = new View();
  private final View head = new View();
  private final View headOfCopy = new View();
  private final Cursor from = new Cursor();
  private final Cursor to = new Cursor();
  private FloatMemory memory = FloatMemory.allocate(1);

  @Override
  View read(View view, int examples, int heads, int rows, int columns) {
    int count = examples * heads * rows * columns;
    memory = memory.atLeast(count);
    copy.ofCopy(view, memory.address(), Float.BYTES, heads, rows, columns);
    for (int example = 0; example < examples; example++) {
      for (int i = 0; i < heads; i++) {
        copy(head.ofHead(view, example, i), headOfCopy.ofHead(copy, example, i), rows, columns);
      }
    }
    round(memory.bytes(), count);
    return copy;
  }

  private void copy(View source, View target, int rows, int columns) {
    for (int row = 0; row < rows; row++) {
      long sourceBytes = (long) row * source.betweenRows * Float.BYTES;
      long targetBytes = (long) row * target.betweenRows * Float.BYTES;
      Pointer.memcpy(
          to.at(target.address + targetBytes),
          from.at(source.address + sourceBytes),
          (long) columns * Float.BYTES);
    }
  }

  private static void round(ByteBuffer floats, int count) {
    for (int i = 0; i < count; i++) {
      int bits = floats.getInt(i * Float.BYTES);
      floats.putInt(i * Float.BYTES, rounded(bits));
    }
  }

  /** Rounds to the nearest, of two as near to the even one; infinity and NaN stay what they are. */
  private static int rounded(int bits) {
    if ((bits & EXPONENT) == EXPONENT) {
      // A NaN whose upper half is that of infinity gets a bit there.
      int kept = bits & UPPER_HALF;
      return (bits & ~UPPER_HALF) == 0 ? kept : kept | 0x0040_0000;
    }
    int half = 0x7FFF + ((bits >>> 16) & 1);
    return (bits + half) & UPPER_HALF;
  }
}
