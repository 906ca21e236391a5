package org.kvsweep.kernel.cpu;

import java.nio.ByteBuffer;
import org.kvsweep.kernel.AdamStep;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Kernels;

/**
 * Element-wise parts and sums, see {@link Loops}. Buffers hold dense matrices of floats in the byte
 * order of the machine, row-major; {@code from} and {@code at} count rows or floats, never bytes.
 */
interface ElementLoops {

  /** y = dropout(relu(y + bias)) on rows; bias may be null and relu false. */
  void biasActivate(
      ByteBuffer y,
      int from,
      int rows,
      int columns,
      ByteBuffer bias,
      boolean relu,
      Dropout dropout);

  /**
   * dy becomes the gradient before dropout and relu, and is added up by column.
   *
   * @param sums by column, added to; null where they are not wanted
   */
  void activateBackward(
      ByteBuffer y,
      ByteBuffer dy,
      int from,
      int rows,
      int columns,
      boolean relu,
      Dropout dropout,
      float[] sums);

  /** y = x + dropout(residual). */
  void addDropped(ByteBuffer x, ByteBuffer residual, Dropout dropout, ByteBuffer y, int count);

  /** to[toRow] = factor·a[aRow] + b[bRow] (+ c, one row, unless null). */
  void addRows(
      float factor,
      ByteBuffer a,
      int aRow,
      ByteBuffer b,
      int bRow,
      ByteBuffer c,
      ByteBuffer to,
      int toRow,
      int columns);

  /** to[toRow] += factor·from[fromRow]; from[fromRow] is added to {@code sums}, unless null. */
  void accumulateRow(
      float factor,
      ByteBuffer from,
      int fromRow,
      ByteBuffer to,
      int toRow,
      int columns,
      float[] sums);

  /** Does what {@link Kernels#gelu} says. */
  void gelu(ByteBuffer x, ByteBuffer y, int count);

  /** to[i] *= by[i]. */
  void multiply(ByteBuffer by, ByteBuffer to, int count);

  /** The largest of so many floats from float {@code at} on. */
  float largest(ByteBuffer x, int at, int count);

  /** The sum of so many floats from float {@code at} on. */
  float sum(ByteBuffer x, int at, int count);

  /**
   * to[toAt + i] = e^(from[at + i] - largest); returns the sum of these.
   *
   * @param to may be {@code from} where {@code toAt} is {@code at}
   */
  float exponentials(ByteBuffer from, int at, int count, float largest, ByteBuffer to, int toAt);

  /** x[at + i] = factor·x[at + i] + offset. */
  void scaleAndShift(ByteBuffer x, int at, int count, float factor, float offset);

  /** Σ x² over so many floats. */
  double sumOfSquares(ByteBuffer x, int count);

  /** Does what {@link Kernels#adam} says. */
  void adam(
      AdamStep step,
      ByteBuffer parameters,
      ByteBuffer gradients,
      ByteBuffer first,
      ByteBuffer second,
      int count);
}
