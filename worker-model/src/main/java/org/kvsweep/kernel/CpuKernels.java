package org.kvsweep.kernel;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Fused float kernels for one core, on the memory of the arrays: products by BLAS on strided views,
 * everything else in one pass while it is in cache. For one thread.
 */
public final class CpuKernels implements Kernels {
  /** Rows are worked on in chunks of about so much output, which stay in the L2 cache. */
  private static final int CHUNK_BYTES = 192 * 1024;

  private final Gemm gemm;
  private final Loops loops;
  private float[] sums = new float[0];
  private float[] otherSums = new float[0];
  private FloatMemory tile = FloatMemory.allocate(1);
  private FloatMemory dropped = FloatMemory.allocate(1);

  CpuKernels(Gemm gemm, Loops loops) {
    this.gemm = gemm;
    this.loops = loops;
  }

  /** The kernels with the fastest loops that this JVM and CPU have. */
  public static CpuKernels create() {
    boolean vectors =
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
            && VectorLoops.worthwhile();
    return new CpuKernels(Gemm.fastest(), vectors ? new VectorLoops() : new ScalarLoops());
  }

  @Override
  public String name() {
    return "fused, " + loops.name() + ", " + gemm.name();
  }

  private static int chunkRows(Matrix y) {
    return Math.max(16, CHUNK_BYTES / Float.BYTES / y.columns());
  }

  private static long at(Matrix matrix, long row) {
    return matrix.memory().address() + row * matrix.stride() * Float.BYTES;
  }

  private static ByteBuffer bytes(Matrix matrix) {
    return matrix == null ? null : dense(matrix).memory().bytes();
  }

  private static Matrix dense(Matrix matrix) {
    if (!matrix.dense()) {
      throw new IllegalArgumentException("Cannot loop over a matrix with gaps: " + matrix);
    }
    return matrix;
  }

  @Override
  public void linear(
      Matrix x, Matrix weight, Matrix bias, Activation activation, Dropout dropout, Matrix y) {
    boolean touched = bias != null || activation != Activation.IDENTITY || dropout.active();
    int chunk = chunkRows(y);
    for (int row = 0; row < x.rows(); row += chunk) {
      int rows = Math.min(chunk, x.rows() - row);
      gemm.product(
          rows,
          y.columns(),
          x.columns(),
          1,
          at(x, row),
          x.stride(),
          at(weight, 0),
          weight.stride(),
          0,
          at(y, row),
          y.stride());
      if (touched) {
        boolean relu = activation == Activation.RELU;
        loops.biasActivate(bytes(y), row, rows, y.columns(), bytes(bias), relu, dropout);
      }
    }
  }

  @Override
  public void linearBackward(
      Matrix x,
      Matrix weight,
      Activation activation,
      Dropout dropout,
      Matrix y,
      Matrix dy,
      Matrix dx,
      Update update,
      Matrix dWeight,
      Matrix dBias) {
    boolean relu = activation == Activation.RELU;
    boolean touched = relu || dropout.active() || dBias != null;
    float[] biasSums = dBias == null ? null : zeroedSums(dy.columns());
    int chunk = chunkRows(dy);
    for (int row = 0; row < dy.rows(); row += chunk) {
      int rows = Math.min(chunk, dy.rows() - row);
      if (touched) {
        loops.activateBackward(
            bytes(y), bytes(dy), row, rows, dy.columns(), relu, dropout, biasSums);
      }
      if (dWeight != null) {
        gemm.transposedProduct(
            x.columns(),
            dy.columns(),
            rows,
            1,
            at(x, row),
            x.stride(),
            at(dy, row),
            dy.stride(),
            row == 0 ? 0 : 1,
            at(dWeight, 0),
            dWeight.stride());
      }
      if (dx != null) {
        gemm.productOfTransposed(
            rows,
            dx.columns(),
            dy.columns(),
            1,
            at(dy, row),
            dy.stride(),
            at(weight, 0),
            weight.stride(),
            update == Update.ADD ? 1 : 0,
            at(dx, row),
            dx.stride());
      }
    }
    if (dBias != null) {
      write(biasSums, dBias);
    }
  }

  private float[] zeroedSums(int columns) {
    if (sums.length < columns) {
      sums = new float[columns];
    }
    Arrays.fill(sums, 0, columns, 0);
    return sums;
  }

  private float[] otherZeroedSums(int columns) {
    if (otherSums.length < columns) {
      otherSums = new float[columns];
    }
    Arrays.fill(otherSums, 0, columns, 0);
    return otherSums;
  }

  /** Writes the first numbers into the one row of a matrix. */
  private static void write(float[] values, Matrix into) {
    ByteBuffer bytes = into.memory().bytes();
    for (int i = 0; i < into.columns(); i++) {
      bytes.putFloat(i * Float.BYTES, values[i]);
    }
  }

  @Override
  public void activate(Activation activation, Dropout dropout, Matrix y) {
    boolean relu = activation == Activation.RELU;
    loops.biasActivate(bytes(y), 0, y.rows(), y.columns(), null, relu, dropout);
  }

  @Override
  public void activateBackward(Activation activation, Dropout dropout, Matrix y, Matrix dy) {
    boolean relu = activation == Activation.RELU;
    loops.activateBackward(bytes(y), bytes(dy), 0, y.rows(), y.columns(), relu, dropout, null);
  }

  @Override
  public void attention(AttentionOperands o) {
    AttentionShape s = o.shape();
    int size = s.targets() * s.sources();
    ByteBuffer weights = bytes(o.weights());
    for (int head = 0; head < s.batch() * s.heads(); head++) {
      int at = head * size;
      Matrix query = o.query();
      gemm.productOfTransposed(
          s.targets(),
          s.sources(),
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
          s.causal() ? 1 : s.sources(),
          s.causal() ? 1 : 0,
          bytes(o.position()),
          map(o, head) * (s.sources() + 1));
      gemm.product(
          s.targets(),
          s.headWidth(),
          s.sources(),
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

  /** The address of the first element of a head: heads are ranges of columns, examples of rows. */
  private static long headAt(Matrix matrix, AttentionShape s, int head, int tokens) {
    long row = (long) (head / s.heads()) * tokens;
    return at(matrix, row) + (long) (head % s.heads()) * s.headWidth() * Float.BYTES;
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
    return o.position() == null ? 1 : bytes(o.position()).getFloat(last * Float.BYTES);
  }

  private static float scoreFactor(AttentionOperands o, int head) {
    return (float) (positionGain(o, head) / o.shape().scale());
  }

  /** The address of a head's weights after dropout. */
  private long droppedWeights(AttentionOperands o, int at, int size) {
    if (!o.dropout().active()) {
      return o.weights().memory().address() + (long) at * Float.BYTES;
    }
    dropped = atLeast(dropped, size);
    loops.drop(bytes(o.weights()), at, dropped.bytes(), size, o.dropout());
    return dropped.address();
  }

  private static FloatMemory atLeast(FloatMemory memory, int floats) {
    return memory.bytes().capacity() >= floats * Float.BYTES
        ? memory
        : FloatMemory.allocate(floats);
  }

  @Override
  public void attentionBackward(AttentionOperands o, Matrix dOutput) {
    AttentionShape s = o.shape();
    int size = s.targets() * s.sources();
    tile = atLeast(tile, size);
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
          bytes(o.weights()), at, tile.bytes(), s.targets(), s.sources(), o.dropout(), columnSums);
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
        CpuKernels.write(byColumn[map], row.columns(0, row.columns() - 1));
        CpuKernels.write(new float[] {(float) byGain[map]}, row.columns(row.columns() - 1, 1));
      }
    }
  }

  @Override
  public void addNorm(
      Matrix x,
      Matrix residual,
      Dropout dropout,
      Matrix gain,
      Matrix bias,
      Matrix sum,
      Matrix moments,
      Matrix y) {
    loops.addNorm(
        bytes(x),
        bytes(residual),
        dropout,
        bytes(gain),
        bytes(bias),
        bytes(sum),
        bytes(moments),
        bytes(y),
        x.rows(),
        x.columns());
  }

  @Override
  public void addNormBackward(
      Matrix sum,
      Matrix moments,
      Matrix gain,
      Dropout dropout,
      Matrix dy,
      Matrix dSum,
      Matrix dx,
      Matrix dResidual,
      Matrix dGain,
      Matrix dBias) {
    float[] gainSums = zeroedSums(dy.columns());
    float[] biasSums = otherZeroedSums(dy.columns());
    loops.addNormBackward(
        bytes(sum),
        bytes(moments),
        bytes(gain),
        dropout,
        bytes(dy),
        bytes(dSum),
        bytes(dx),
        bytes(dResidual),
        dy.rows(),
        dy.columns(),
        gainSums,
        biasSums);
    write(gainSums, dGain);
    write(biasSums, dBias);
  }

  @Override
  public void embed(Matrix ids, Matrix table, Matrix bias, Matrix positions, Matrix y) {
    ByteBuffer numbers = bytes(ids);
    for (int row = 0; row < y.rows(); row++) {
      int id = ClassIds.checked(numbers.getFloat(row * Float.BYTES), table.rows());
      int position = row % ids.columns();
      loops.addRows(
          bytes(table), id, bytes(positions), position, bytes(bias), bytes(y), row, y.columns());
    }
  }

  @Override
  public void embedBackward(Matrix ids, Matrix dy, Matrix dTable, Matrix dBias) {
    ByteBuffer numbers = bytes(ids);
    ByteBuffer table = bytes(dTable);
    for (int i = 0; i < dTable.rows() * dTable.columns(); i++) {
      table.putFloat(i * Float.BYTES, 0);
    }
    float[] biasSums = dBias == null ? null : zeroedSums(dy.columns());
    for (int row = 0; row < dy.rows(); row++) {
      int id = ClassIds.checked(numbers.getFloat(row * Float.BYTES), dTable.rows());
      loops.accumulateRow(bytes(dy), row, table, id, dy.columns(), biasSums);
    }
    if (dBias != null) {
      write(biasSums, dBias);
    }
  }

  @Override
  public Score crossEntropy(Matrix logits, Matrix labels, Matrix dLogits) {
    int classes = logits.columns();
    int rows = logits.rows();
    ByteBuffer right = bytes(labels);
    ByteBuffer from = bytes(logits);
    tile = atLeast(tile, dLogits == null ? rows * classes : 1);
    ByteBuffer to = dLogits == null ? tile.bytes() : bytes(dLogits);
    double loss = 0;
    long correct = 0;
    for (int row = 0; row < rows; row++) {
      int label = ClassIds.checked(right.getFloat(row * Float.BYTES), classes);
      int best = largest(from, row * classes, classes);
      float top = from.getFloat((row * classes + best) * Float.BYTES);
      loss -= (double) from.getFloat((row * classes + label) * Float.BYTES) - top;
      correct += best == label ? 1 : 0;
      for (int i = row * classes; i < (row + 1) * classes; i++) {
        to.putFloat(i * Float.BYTES, from.getFloat(i * Float.BYTES) - top);
      }
    }
    loops.exp(to, rows * classes);
    for (int row = 0; row < rows; row++) {
      float sum = 0;
      for (int i = row * classes; i < (row + 1) * classes; i++) {
        sum += to.getFloat(i * Float.BYTES);
      }
      loss += StrictMath.log(sum);
      if (dLogits != null) {
        int label = (int) right.getFloat(row * Float.BYTES);
        toGradient(to, row * classes, classes, label, sum, rows);
      }
    }
    return new Score(loss, correct, rows);
  }

  private static int largest(ByteBuffer values, int from, int count) {
    int best = 0;
    float top = values.getFloat(from * Float.BYTES);
    for (int i = 1; i < count; i++) {
      float value = values.getFloat((from + i) * Float.BYTES);
      if (value > top) {
        top = value;
        best = i;
      }
    }
    return best;
  }

  private static void toGradient(
      ByteBuffer e, int from, int classes, int label, float sum, int rows) {
    float factor = 1 / (sum * rows);
    for (int i = 0; i < classes; i++) {
      float gradient = e.getFloat((from + i) * Float.BYTES) * factor;
      e.putFloat((from + i) * Float.BYTES, i == label ? gradient - 1f / rows : gradient);
    }
  }

  @Override
  public double sumOfSquares(Matrix x) {
    return loops.sumOfSquares(bytes(x), x.rows() * x.columns());
  }

  @Override
  public void adam(
      AdamStep step, Matrix parameters, Matrix gradients, Matrix first, Matrix second) {
    loops.adam(
        step,
        bytes(parameters),
        bytes(gradients),
        bytes(first),
        bytes(second),
        parameters.rows() * parameters.columns());
  }
}
