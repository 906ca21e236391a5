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
        loops.elements().biasActivate(bytes(y), row, rows, y.columns(), bytes(bias), relu, dropout);
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
        loops
            .elements()
            .activateBackward(
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
    loops.elements().biasActivate(bytes(y), 0, y.rows(), y.columns(), null, relu, dropout);
  }

  @Override
  public void activateBackward(Activation activation, Dropout dropout, Matrix y, Matrix dy) {
    boolean relu = activation == Activation.RELU;
    loops
        .elements()
        .activateBackward(bytes(y), bytes(dy), 0, y.rows(), y.columns(), relu, dropout, null);
  }

  @Override
  public void attention(AttentionOperands o) {
    AttentionShape s = o.shape();
    int size = s.targets() * s.sources();
    ByteBuffer weights = bytes(o.weights());
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
      loops
          .attention()
          .softmax(
              weights,
              at,
              s.targets(),
              s.sources(),
              length,
              s.causal() ? 1 : length,
              s.causal() ? 1 : 0,
              bytes(o.position()),
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
        : s.checkedLength(bytes(o.lengths()).getFloat(head / s.heads() * Float.BYTES));
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
    loops.attention().drop(bytes(o.weights()), at, dropped.bytes(), size, o.dropout());
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
      loops
          .attention()
          .softmaxBackward(
              bytes(o.weights()),
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
            * loops
                .attention()
                .dotAndScale(
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
    loops
        .norms()
        .addNorm(
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
    loops
        .norms()
        .addNormBackward(
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
  public void embed(
      Matrix ids, Matrix table, double scale, Matrix bias, Matrix positions, Matrix y) {
    ByteBuffer numbers = bytes(ids);
    for (int row = 0; row < y.rows(); row++) {
      int id = ClassIds.checked(numbers.getFloat(row * Float.BYTES), table.rows());
      int position = row % ids.columns();
      loops
          .elements()
          .addRows(
              (float) scale,
              bytes(table),
              id,
              bytes(positions),
              position,
              bytes(bias),
              bytes(y),
              row,
              y.columns());
    }
  }

  @Override
  public void embedBackward(
      Matrix ids, Matrix dy, Matrix dTable, double scale, Matrix dBias, Matrix dPositions) {
    ByteBuffer numbers = bytes(ids);
    ByteBuffer table = zeroed(dTable);
    ByteBuffer positions = dPositions == null ? null : zeroed(dPositions);
    int columns = dy.columns();
    float[] biasSums = dBias == null ? null : zeroedSums(columns);
    for (int row = 0; row < dy.rows(); row++) {
      int id = ClassIds.checked(numbers.getFloat(row * Float.BYTES), dTable.rows());
      loops.elements().accumulateRow((float) scale, bytes(dy), row, table, id, columns, biasSums);
      if (positions != null) {
        loops
            .elements()
            .accumulateRow(1, bytes(dy), row, positions, row % ids.columns(), columns, null);
      }
    }
    if (dBias != null) {
      write(biasSums, dBias);
    }
  }

  private static ByteBuffer zeroed(Matrix matrix) {
    ByteBuffer bytes = bytes(matrix);
    for (int i = 0; i < matrix.rows() * matrix.columns(); i++) {
      bytes.putFloat(i * Float.BYTES, 0);
    }
    return bytes;
  }

  @Override
  public void add(Matrix x, Matrix residual, Dropout dropout, Matrix y) {
    loops
        .elements()
        .addDropped(bytes(x), bytes(residual), dropout, bytes(y), y.rows() * y.columns());
  }

  @Override
  public void drop(Matrix x, Dropout dropout, Matrix y) {
    int count = y.rows() * y.columns();
    if (dropout.active()) {
      loops.attention().drop(bytes(x), 0, bytes(y), count, dropout);
    } else {
      bytes(y).put(0, bytes(x), 0, count * Float.BYTES);
    }
  }

  @Override
  public void transpose(Matrix x, Matrix y) {
    ByteBuffer from = bytes(x);
    ByteBuffer to = bytes(y);
    for (int row = 0; row < x.rows(); row++) {
      for (int column = 0; column < x.columns(); column++) {
        float value = from.getFloat((row * x.columns() + column) * Float.BYTES);
        to.putFloat((column * x.rows() + row) * Float.BYTES, value);
      }
    }
  }

  @Override
  public void lengths(Matrix ids, int padding, Matrix lengths) {
    ByteBuffer numbers = bytes(ids);
    for (int example = 0; example < ids.rows(); example++) {
      int start = example * ids.columns();
      int length = ids.columns();
      while (length > 0 && numbers.getFloat((start + length - 1) * Float.BYTES) == padding) {
        length--;
      }
      bytes(lengths).putFloat(example * Float.BYTES, length);
    }
  }

  @Override
  public void gelu(Matrix x, Matrix y) {
    loops.elements().gelu(bytes(x), bytes(y), y.rows() * y.columns());
  }

  @Override
  public void geluBackward(Matrix slope, Matrix dy) {
    loops.elements().multiply(bytes(slope), bytes(dy), dy.rows() * dy.columns());
  }

  @Override
  public void patches(Matrix images, PatchShape shape, Matrix y) {
    ByteBuffer from = bytes(images);
    ByteBuffer to = bytes(y);
    int side = shape.image() / shape.patch();
    int area = shape.image() * shape.image();
    int at = 0;
    for (int patch = 0; patch < y.rows(); patch++) {
      int left = patch % side * shape.patch();
      int top = patch / side % side * shape.patch();
      int start = patch / shape.count() * shape.channels() * area + top * shape.image() + left;
      for (int row = 0; row < shape.patch(); row++) {
        for (int column = 0; column < shape.patch(); column++) {
          int pixel = start + row * shape.image() + column;
          for (int channel = 0; channel < shape.channels(); channel++) {
            to.putFloat(at * Float.BYTES, from.getFloat((pixel + channel * area) * Float.BYTES));
            at++;
          }
        }
      }
    }
  }

  @Override
  public void prepend(Matrix x, Matrix first, Matrix positions, Matrix y) {
    int tokens = positions.rows();
    int columns = y.columns();
    ByteBuffer rows = bytes(x);
    ByteBuffer to = bytes(y);
    for (int row = 0; row < y.rows(); row++) {
      int token = row % tokens;
      ByteBuffer from = token == 0 ? bytes(first) : rows;
      int fromRow = token == 0 ? 0 : row - row / tokens - 1;
      loops.elements().addRows(1, from, fromRow, bytes(positions), token, null, to, row, columns);
    }
  }

  @Override
  public void prependBackward(Matrix dy, Matrix dx, Matrix dFirst, Matrix dPositions) {
    int tokens = dPositions.rows();
    int columns = dy.columns();
    int rowBytes = columns * Float.BYTES;
    ByteBuffer from = bytes(dy);
    ByteBuffer positions = zeroed(dPositions);
    ByteBuffer to = bytes(dx);
    for (int row = 0; row < dy.rows(); row++) {
      int token = row % tokens;
      loops.elements().accumulateRow(1, from, row, positions, token, columns, null);
      if (token > 0) {
        to.put((row - row / tokens - 1) * rowBytes, from, row * rowBytes, rowBytes);
      }
    }
    bytes(dFirst).put(0, positions, 0, rowBytes);
  }

  @Override
  public Score crossEntropy(
      Matrix logits, Matrix labels, LabelSmoothing smoothing, Matrix dLogits) {
    int classes = logits.columns();
    tile = atLeast(tile, dLogits == null ? classes : 1);
    CrossEntropy loss = new CrossEntropy(loops.elements(), smoothing, classes, logits.rows());
    for (int row = 0; row < logits.rows(); row++) {
      int label = ClassIds.checked(bytes(labels).getFloat(row * Float.BYTES), classes);
      int at = row * classes;
      if (dLogits == null) {
        loss.add(bytes(logits), at, label, tile.bytes(), 0);
      } else {
        loss.add(bytes(logits), at, label, bytes(dLogits), at);
        loss.toGradient(bytes(dLogits), at, label);
      }
    }
    return loss.score();
  }

  @Override
  public double sumOfSquares(Matrix x) {
    return loops.elements().sumOfSquares(bytes(x), x.rows() * x.columns());
  }

  @Override
  public void adam(
      AdamStep step, Matrix parameters, Matrix gradients, Matrix first, Matrix second) {
    loops
        .elements()
        .adam(
            step,
            bytes(parameters),
            bytes(gradients),
            bytes(first),
            bytes(second),
            parameters.rows() * parameters.columns());
  }
}
