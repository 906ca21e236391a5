package org.kvsweep.kernel.cpu;

import java.nio.ByteBuffer;
import org.kvsweep.kernel.Dropout;

/**
 * Row-wise parts of attention, see {@link Loops}. Buffers hold dense matrices of floats in the byte
 * order of the machine, row-major; {@code from} and {@code at} count rows or floats, never bytes.
 */
interface AttentionLoops {

  /**
   * Softmax, in place, of rows of scores that begin at float {@code at}.
   *
   * @param limit how many columns any row sees at most
   * @param factor what scores are multiplied by before
   * @param bias what is then added, from float {@code biasAt} on; null for nothing
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
      float factor,
      ByteBuffer bias,
      int biasAt);

  /**
   * The gradient of softmax: g = weights · (f·d - Σ weights·f·d) by row, where f are the factors of
   * the dropout; d becomes factor · g.
   *
   * @param weights from float {@code at} on, whose number also is the dropout's element
   * @param d from float {@code dAt} on; gradients of the dropped weights, become those of the
   *     scores before they are multiplied by the factor
   * @param sums g by column, added to; null where they are not wanted
   */
  void softmaxBackward(
      ByteBuffer weights,
      int at,
      ByteBuffer d,
      int dAt,
      int rows,
      int columns,
      Dropout dropout,
      float factor,
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
}
