package org.kvsweep.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.kvsweep.kernel.Matrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BatchWriterTest {
  private static final float SCALE = 0.0127f;
  private static final float SHIFT = -0.424f;
  private static final byte[] BYTES = bytes();

  /** Every byte, at places that vectors don't divide. */
  private static byte[] bytes() {
    byte[] bytes = new byte[3 + 256 + 5];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i - 3);
    }
    return bytes;
  }

  @Test
  void bytesBecomeTheSameNumbersInEveryLoop() {
    // More often than the JIT needs: interpreted and compiled code have to agree.
    for (int time = 0; time < 3_000; time++) {
      float[] scalar = scaled(new ScalarByteLoop(), 261);
      float[] vector = scaled(new VectorByteLoop(), 261);
      assertThat(vector).isEqualTo(scalar);
    }
    float[] numbers = scaled(new VectorByteLoop(), 256);
    for (int value = 0; value < 256; value++) {
      assertThat(numbers[2 + value]).isEqualTo(value * SCALE + SHIFT);
    }
  }

  private static float[] scaled(ByteLoop loop, int count) {
    ByteBuffer to =
        ByteBuffer.allocateDirect((count + 4) * Float.BYTES).order(ByteOrder.nativeOrder());
    loop.scale(BYTES, 3, count, SCALE, SHIFT, to, 2);
    float[] numbers = new float[count + 4];
    to.asFloatBuffer().get(numbers);
    assertThat(numbers[1]).isZero();
    assertThat(numbers[count + 2]).isZero();
    return numbers;
  }

  @Test
  void numbersArriveWhetherTheMemoryIsInReachOrNot() {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray array = Nd4j.create(type, 2, 3);
      BatchWriter writer = BatchWriter.of(Matrix.of(array));

      writer.put(new byte[] {9, (byte) 200, 4}, 1, 2, 2, 1, 0);
      writer.put(new float[] {7, 8, 9, 10, 11}, 1, 4, 2);
      writer.finish();

      assertThat(array.data().asFloat()).containsExactly(401, 9, 8, 9, 10, 11);
    }
  }
}
