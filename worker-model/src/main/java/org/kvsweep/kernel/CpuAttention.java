package org.kvsweep.kernel;

import java.nio.ByteBuffer;

/**
 * Attention on one core, head by head: scores, softmax, dropout and weighted sum while the T × S
 * tile of a head is in cache. Heads are read and written where they lie in the projections.
 */
final class CpuAttention {
  private final Gemm gemm;
  private final AttentionLoops loops;
  private FloatMemory tile = FloatMemory.allocate(1);
  private FloatMemory dropped = FloatMemory.allocate(1);

  CpuAttention(Gemm gemm, AttentionLoops loops) {
    this.gemm = gemm;
    this.loops = loops;
  }

  /** As {@link Kernels#attention}. */
  void forward(AttentionOperands o) {
    AttentionShape s = o.shape();
    int size = s.targets() * s.sources();
    ByteBuffer weights = Rows.bytes(o.weights());
    for (int head = 0; head < s.batch() * s.heads(); head++) {
      int at = head * size;
      int length = length(o, head);
      Matrix query = o.query();
      gemm.productOfTransposed(
          s.targets(),
          length,
          s.headWidth(),
          scoreFactor(o, head),
          headAt(query, s, head, s.targets()),
          query.stride(),
          headAt(o.key(), s, head, s.sources()),
          o.key().stride(),
          0,
          o.weights().memory().address() + (long) at * Float.BYTES,
          s.sources());
      loops.softmax(
          weights,
          at,
          s.targets(),
          s.sources(),
          length,
          s.causal() ? 1 : length,
          s.causal() ? 1 : 0,
          Rows.bytes(o.position()),
          map(o, head) * (s.sources() + 1));
      gemm.product(
          s.targets(),
          s.headWidth(),
          length,
          1,
          droppedWeights(o, at, size),
          s.sources(),
          headAt(o.value(), s, head, s.sources()),
          o.value().stride(),
          0,
          headAt(o.output(), s, head, s.targets()),
          o.output().stride());
    }
  }

  /** How many sources a head sees. */
  private static int length(AttentionOperands o, int head) {
    AttentionShape s = o.shape();
    return o.lengths() == null
        ? s.sources()
        : s.checkedLength(Rows.bytes(o.lengths()).getFloat(head / s.heads() * Float.BYTES));
  }

  /** The address of the first element of a head: heads are ranges of columns, examples of rows. */
  private static long headAt(Matrix matrix, AttentionShape s, int head, int tokens) {
    long row = (long) (head / s.heads()) * tokens;
    return Rows.at(matrix, row) + (long) (head % s.heads()) * s.headWidth() * Float.BYTES;
  }

  /** The same as a number of floats from the start of the matrix. */
  private static int headIndex(Matrix matrix, AttentionShape s, int head, int tokens) {
    return (head / s.heads()) * tokens * matrix.stride() + (head % s.heads()) * s.headWidth();
  }

  /** The number of the position map that a head uses. */
  private static int map(AttentionOperands o, int head) {
    return o.position() == null || o.position().rows() == 1 ? 0 : head % o.shape().heads();
  }

  private static float positionGain(AttentionOperands o, int head) {
    int columns = o.shape().sources() + 1;
    int last = map(o, head) * columns + columns - 1;
    return o.position() == null ? 1 : Rows.bytes(o.position()).getFloat(last * Float.BYTES);
  }

  private static float scoreFactor(AttentionOperands o, int head) {
    return (float) (positionGain(o, head) / o.shape().scale());
  }

  /** The address of a head's weights after dropout. */
  private long droppedWeights(AttentionOperands o, int at, int size) {
    if (!o.dropout().active()) {
      return o.weights().memory().address() + (long) at * Float.BYTES;
    }
    dropped = dropped.atLeast(size);
    loops.drop(Rows.bytes(o.weights()), at, dropped.bytes(), size, o.dropout());
    return dropped.address();
  }

  /** As {@link Kernels#attentionBackward}. */
  void backward(AttentionOperands o, Matrix dOutput) {
    AttentionShape s = o.shape();
    int size = s.targets() * s.sources();
    tile = tile.atLeast(size);
    PositionSums position = o.position() == null ? null : new PositionSums(o.position());
    for (int head = 0; head < s.batch() * s.heads(); head++) {
      int at = head * size;
      long dHead = headAt(dOutput, s, head, s.targets());
      gemm.transposedProduct(
          s.sources(),
          s.headWidth(),
          s.targets(),
          1,
          droppedWeights(o, at, size),
          s.sources(),
          dHead,
          dOutput.stride(),
          0,
          headAt(o.gradients().value(), s, head, s.sources()),
          o.gradients().value().stride());
      gemm.productOfTransposed(
          s.targets(),
          s.sources(),
          s.headWidth(),
          1,
          dHead,
          dOutput.stride(),
          headAt(o.value(), s, head, s.sources()),
          o.value().stride(),
          0,
          tile.address(),
          s.sources());
      float[] columnSums = position == null ? null : position.byColumn[map(o, head)];
      loops.softmaxBackward(
          Rows.bytes(o.weights()),
          at,
          tile.bytes(),
          s.targets(),
          s.sources(),
          o.dropout(),
          columnSums);
      scoreGradients(o, head, position);
    }
    if (position != null) {
      position.write(o.gradients().position());
    }
  }

  /** From the gradient of a head's scores, in the tile, to those of its queries and keys. */
  private void scoreGradients(AttentionOperands o, int head, PositionSums position) {
    AttentionShape s = o.shape();
    // What multiplies the scores comes in after its own gradient has been taken.
    float factor = (float) (1 / s.scale());
    Matrix dQuery = o.gradients().query();
    Matrix dKey = o.gradients().key();
    gemm.product(
        s.targets(),
        s.headWidth(),
        s.sources(),
        factor,
        tile.address(),
        s.sources(),
        headAt(o.key(), s, head, s.sources()),
        o.key().stride(),
        0,
        headAt(dQuery, s, head, s.targets()),
        dQuery.stride());
    if (position != null && !o.keyIsQuery()) {
      gainGradient(o, head, position, o.query(), dQuery, 1);
    }
    gemm.transposedProduct(
        s.sources(),
        s.headWidth(),
        s.targets(),
        position != null && !o.keyIsQuery() ? scoreFactor(o, head) : factor,
        tile.address(),
        s.sources(),
        headAt(o.query(), s, head, s.targets()),
        o.query().stride(),
        o.keyIsQuery() ? 1 : 0,
        headAt(dKey, s, head, s.sources()),
        dKey.stride());
    if (position != null && o.keyIsQuery()) {
      // Both sides of K·Kᵀ give the same sum.
      gainGradient(o, head, position, o.key(), dKey, 0.5);
    }
  }

  private void gainGradient(
      AttentionOperands o, int head, PositionSums position, Matrix x, Matrix dx, double share) {
    AttentionShape s = o.shape();
    position.byGain[map(o, head)] +=
        share
            * loops.dotAndScale(
                x.memory().bytes(),
                headIndex(x, s, head, s.targets()),
                x.stride(),
                dx.memory().bytes(),
                headIndex(dx, s, head, s.targets()),
                dx.stride(),
                s.targets(),
                s.headWidth(),
                positionGain(o, head));
  }

  /** The gradient of position maps while it is added up. */
  private static final class PositionSums {
    private final float[][] byColumn;
    private final double[] byGain;

    PositionSums(Matrix position) {
      byColumn = new float[position.rows()][position.columns() - 1];
      byGain = new double[position.rows()];
    }

    void write(Matrix gradient) {
      for (int map = 0; map < gradient.rows(); map++) {
        Matrix row = gradient.rows(map, 1);
        Rows.write(byColumn[map], row.columns(0, row.columns() - 1));
        Rows.write(new float[] {(float) byGain[map]}, row.columns(row.columns() - 1, 1));
      }
    }
  }
}
