package org.kvsweep.kernel;

import java.nio.ByteBuffer;

/**
 * The element-wise and row-wise parts of {@link CpuKernels}, on floats in the byte order of the
 * machine. Buffers hold dense matrices, row-major; {@code from} is a first row or element, counted
 * in rows or floats, never in bytes.
 *
 * <p>The result must not depend on how often a loop has run: the order of every sum is fixed.
 */
interface Loops {

  /** The word for these loops in the environment of a trial. */
  String name();

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

  /**
   * Softmax, in place, of rows of scores that begin at float {@code at}.
   *
   * @param limit how many columns any row sees at most
   * @param bias what is added before, from float {@code biasAt} on; null for nothing
   * @param visible how many columns the first row sees; the others become 0
   * @param growth how many more each next row sees, 0 or 1
   */
  void softmax(
      ByteBuffer scores,
      int at,
      int rows,
      int columns,
      int limit,
      int visible,
      int growth,
      ByteBuffer bias,
      int biasAt);

  /**
   * The gradient of softmax: d = weights · (f·d - Σ weights·f·d) by row, where f are the factors of
   * the dropout.
   *
   * @param weights from float {@code at} on, whose number also is the dropout's element
   * @param d from its first float on; gradients of the dropped weights, become those of the scores
   * @param sums d by column, added to; null where they are not wanted
   */
  void softmaxBackward(
      ByteBuffer weights,
      int at,
      ByteBuffer d,
      int rows,
      int columns,
      Dropout dropout,
      float[] sums);

  /** to[i] = f·from[at + i] with the factors of the dropout for element at + i. */
  void drop(ByteBuffer from, int at, ByteBuffer to, int count, Dropout dropout);

  /**
   * Returns Σ x·d over rows that lie apart, and multiplies d by a factor.
   *
   * @param xAt float where x begins, of rows {@code xStride} apart; likewise d
   */
  double dotAndScale(
      ByteBuffer x,
      int xAt,
      int xStride,
      ByteBuffer d,
      int dAt,
      int dStride,
      int rows,
      int columns,
      float factor);

  /** As {@link Kernels#addNorm}; residual may be null, then sum is not written. */
  void addNorm(
      ByteBuffer x,
      ByteBuffer residual,
      Dropout dropout,
      ByteBuffer gain,
      ByteBuffer bias,
      ByteBuffer sum,
      ByteBuffer moments,
      ByteBuffer y,
      int rows,
      int columns);

  /**
   * As {@link Kernels#addNormBackward}; dSum and dResidual may be null; the last two are added to.
   */
  void addNormBackward(
      ByteBuffer sum,
      ByteBuffer moments,
      ByteBuffer gain,
      Dropout dropout,
      ByteBuffer dy,
      ByteBuffer dSum,
      ByteBuffer dx,
      ByteBuffer dResidual,
      int rows,
      int columns,
      float[] dGain,
      float[] dBias);

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

  /** As {@link Kernels#gelu}. */
  void gelu(ByteBuffer x, ByteBuffer y, int count);

  /** to[i] *= by[i]. */
  void multiply(ByteBuffer by, ByteBuffer to, int count);

  /** The largest of so many floats from float {@code at} on. */
  float largest(ByteBuffer x, int at, int count);

  /** Their sum. */
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

  /** As {@link Kernels#adam}. */
  void adam(
      AdamStep step,
      ByteBuffer parameters,
      ByteBuffer gradients,
      ByteBuffer first,
      ByteBuffer second,
      int count);
}
