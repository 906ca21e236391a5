package org.kvsweep.training;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.kvsweep.kernel.Matrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays of floats as big-endian bytes, a piece at a time, so that no second array is needed. */
final class FloatArrays {
  private static final int PIECE = 1 << 14;

  private FloatArrays() {}

  /** Writes the numbers of an array in c order. */
  static void write(INDArray array, OutputStream out) throws IOException {
    Matrix all = Matrix.of(array, 1);
    float[] piece = new float[PIECE];
    ByteBuffer bytes = ByteBuffer.allocate(PIECE * Float.BYTES);
    for (int from = 0; from < all.rows(); from += PIECE) {
      int count = Math.min(PIECE, all.rows() - from);
      all.rows(from, count).copyTo(piece);
      bytes.asFloatBuffer().put(piece, 0, count);
      out.write(bytes.array(), 0, count * Float.BYTES);
    }
  }

  /**
   * Reads a fresh array of that many numbers.
   *
   * @throws EOFException if there are fewer
   */
  static INDArray read(InputStream in, long length) throws IOException {
    INDArray array = Nd4j.create(DataType.FLOAT, length);
    Matrix all = Matrix.of(array, 1);
    float[] piece = new float[PIECE];
    ByteBuffer bytes = ByteBuffer.allocate(PIECE * Float.BYTES);
    for (int from = 0; from < all.rows(); from += PIECE) {
      int count = Math.min(PIECE, all.rows() - from);
      if (in.readNBytes(bytes.array(), 0, count * Float.BYTES) < count * Float.BYTES) {
        throw new EOFException("Cannot read %d numbers: there are fewer".formatted(length));
      }
      bytes.asFloatBuffer().get(piece, 0, count);
      all.rows(from, count).copyFrom(piece);
    }
    return array;
  }

  /** The first place, from 0, at which there is no finite number. */
  static OptionalLong firstNotFinite(INDArray array) {
    Matrix all = Matrix.of(array, 1);
    float[] piece = new float[PIECE];
    for (int from = 0; from < all.rows(); from += PIECE) {
      int count = Math.min(PIECE, all.rows() - from);
      all.rows(from, count).copyTo(piece);
      for (int i = 0; i < count; i++) {
        if (!Float.isFinite(piece[i])) {
          return OptionalLong.of((long) from + i);
        }
      }
    }
    return OptionalLong.empty();
  }

  /** Copies all numbers of an array to another of the same length. */
  static void copy(INDArray from, INDArray to) {
    to.assign(from.reshape(to.shape()));
  }
}
