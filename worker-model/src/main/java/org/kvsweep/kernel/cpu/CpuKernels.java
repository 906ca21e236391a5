package org.kvsweep.kernel.cpu;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.kvsweep.kernel.Activation;
import org.kvsweep.kernel.AdamStep;
import org.kvsweep.kernel.AttentionOperands;
import org.kvsweep.kernel.ClassIds;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.FloatMemory;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.LabelSmoothing;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.PatchShape;
import org.kvsweep.kernel.Rows;
import org.kvsweep.kernel.Score;
import org.kvsweep.kernel.Update;

/**
 * Fused float kernels for one core, on the memory of the arrays: products by BLAS on strided views,
 * everything else in one pass while it is in cache. For one thread.
 */
public final class CpuKernels implements Kernels {
  /** Rows are worked on in chunks of about so much output, which stay in the L2 cache. */
  private static final int CHUNK_BYTES = 192 * 1024;

  private final Gemm gemm;
  private final Loops loops;
  private final CpuAttention attention;
  private float[] sums = new float[0];
  private float[] otherSums = new float[0];
  private FloatMemory tile = FloatMemory.allocate(1);

  public CpuKernels(Gemm gemm, Loops loops) {
    this.gemm = gemm;
    this.loops = loops;
    this.attention = new CpuAttention(gemm.heads(), loops.attention());
  }

  /** The kernels with the fastest loops that this JVM and CPU have. */
  public static CpuKernels create() {
    return new CpuKernels(Gemm.fastest(), vectorized() ? new VectorLoops() : new ScalarLoops());
  }

  /** True if this JVM has the Vector API and this CPU vectors that are worth it. */
  static boolean vectorized() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        && VectorLoops.worthwhile();
  }

  @Override
  public String name() {
    return "fused, " + loops.name() + ", " + gemm.name();
  }

  private static int chunkRows(Matrix y) {
    return Math.max(16, CHUNK_BYTES / Float.BYTES / y.columns());
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
          Rows.at(x, row),
          x.stride(),
          Rows.at(weight, 0),
          weight.stride(),
          0,
          Rows.at(y, row),
          y.stride());
      if (touched) {
        boolean relu = activation == Activation.RELU;
        loops
            .elements()
            .biasActivate(Rows.bytes(y), row, rows, y.columns(), Rows.bytes(bias), relu, dropout);
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
                Rows.bytes(y), Rows.bytes(dy), row, rows, dy.columns(), relu, dropout, biasSums);
      }
      if (dWeight != null) {
        gemm.transposedProduct(
            x.columns(),
            dy.columns(),
            rows,
            1,
            Rows.at(x, row),
            x.stride(),
            Rows.at(dy, row),
            dy.stride(),
            row == 0 ? 0 : 1,
            Rows.at(dWeight, 0),
            dWeight.stride());
      }
      if (dx != null) {
        gemm.productOfTransposed(
            rows,
            dx.columns(),
            dy.columns(),
            1,
            Rows.at(dy, row),
            dy.stride(),
            Rows.at(weight, 0),
            weight.stride(),
            update == Update.ADD ? 1 : 0,
            Rows.at(dx, row),
            dx.stride());
      }
    }
    if (dBias != null) {
      Rows.write(biasSums, dBias);
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

  @Override
  public void activate(Activation activation, Dropout dropout, Matrix y) {
    boolean relu = activation == Activation.RELU;
    loops.elements().biasActivate(Rows.bytes(y), 0, y.rows(), y.columns(), null, relu, dropout);
  }

  @Override
  public void activateBackward(Activation activation, Dropout dropout, Matrix y, Matrix dy) {
    boolean relu = activation == Activation.RELU;
    loops
        .elements()
        .activateBackward(
            Rows.bytes(y), Rows.bytes(dy), 0, y.rows(), y.columns(), relu, dropout, null);
  }

  @Override
  public void attention(AttentionOperands operands) {
    attention.forward(operands);
  }

  @Override
  public void attentionBackward(AttentionOperands operands, Matrix dOutput) {
    attention.backward(operands, dOutput);
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
            Rows.bytes(x),
            Rows.bytes(residual),
            dropout,
            Rows.bytes(gain),
            Rows.bytes(bias),
            Rows.bytes(sum),
            Rows.bytes(moments),
            Rows.bytes(y),
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
            Rows.bytes(sum),
            Rows.bytes(moments),
            Rows.bytes(gain),
            dropout,
            Rows.bytes(dy),
            Rows.bytes(dSum),
            Rows.bytes(dx),
            Rows.bytes(dResidual),
            dy.rows(),
            dy.columns(),
            gainSums,
            biasSums);
    Rows.write(gainSums, dGain);
    Rows.write(biasSums, dBias);
  }

  @Override
  public void embed(
      Matrix ids, Matrix table, double scale, Matrix bias, Matrix positions, Matrix y) {
    ByteBuffer numbers = Rows.bytes(ids);
    for (int row = 0; row < y.rows(); row++) {
      int id = ClassIds.checked(numbers.getFloat(row * Float.BYTES), table.rows());
      int position = row % ids.columns();
      loops
          .elements()
          .addRows(
              (float) scale,
              Rows.bytes(table),
              id,
              Rows.bytes(positions),
              position,
              Rows.bytes(bias),
              Rows.bytes(y),
              row,
              y.columns());
    }
  }

  @Override
  public void embedBackward(
      Matrix ids, Matrix dy, Matrix dTable, double scale, Matrix dBias, Matrix dPositions) {
    ByteBuffer numbers = Rows.bytes(ids);
    ByteBuffer table = zeroed(dTable);
    ByteBuffer positions = dPositions == null ? null : zeroed(dPositions);
    int columns = dy.columns();
    float[] biasSums = dBias == null ? null : zeroedSums(columns);
    for (int row = 0; row < dy.rows(); row++) {
      int id = ClassIds.checked(numbers.getFloat(row * Float.BYTES), dTable.rows());
      loops
          .elements()
          .accumulateRow((float) scale, Rows.bytes(dy), row, table, id, columns, biasSums);
      if (positions != null) {
        loops
            .elements()
            .accumulateRow(1, Rows.bytes(dy), row, positions, row % ids.columns(), columns, null);
      }
    }
    if (dBias != null) {
      Rows.write(biasSums, dBias);
    }
  }

  private static ByteBuffer zeroed(Matrix matrix) {
    ByteBuffer bytes = Rows.bytes(matrix);
    for (int i = 0; i < matrix.rows() * matrix.columns(); i++) {
      bytes.putFloat(i * Float.BYTES, 0);
    }
    return bytes;
  }

  @Override
  public void add(Matrix x, Matrix residual, Dropout dropout, Matrix y) {
    loops
        .elements()
        .addDropped(
            Rows.bytes(x), Rows.bytes(residual), dropout, Rows.bytes(y), y.rows() * y.columns());
  }

  @Override
  public void drop(Matrix x, Dropout dropout, Matrix y) {
    int count = y.rows() * y.columns();
    if (dropout.active()) {
      loops.attention().drop(Rows.bytes(x), 0, Rows.bytes(y), count, dropout);
    } else {
      Rows.bytes(y).put(0, Rows.bytes(x), 0, count * Float.BYTES);
    }
  }

  @Override
  public void transpose(Matrix x, Matrix y) {
    ByteBuffer from = Rows.bytes(x);
    ByteBuffer to = Rows.bytes(y);
    for (int row = 0; row < x.rows(); row++) {
      for (int column = 0; column < x.columns(); column++) {
        float value = from.getFloat((row * x.columns() + column) * Float.BYTES);
        to.putFloat((column * x.rows() + row) * Float.BYTES, value);
      }
    }
  }

  @Override
  public void lengths(Matrix ids, int padding, Matrix lengths) {
    ByteBuffer numbers = Rows.bytes(ids);
    for (int example = 0; example < ids.rows(); example++) {
      int start = example * ids.columns();
      int length = ids.columns();
      while (length > 0 && numbers.getFloat((start + length - 1) * Float.BYTES) == padding) {
        length--;
      }
      Rows.bytes(lengths).putFloat(example * Float.BYTES, length);
    }
  }

  @Override
  public void gelu(Matrix x, Matrix y) {
    loops.elements().gelu(Rows.bytes(x), Rows.bytes(y), y.rows() * y.columns());
  }

  @Override
  public void geluBackward(Matrix slope, Matrix dy) {
    loops.elements().multiply(Rows.bytes(slope), Rows.bytes(dy), dy.rows() * dy.columns());
  }

  @Override
  public void patches(Matrix images, PatchShape shape, Matrix y) {
    ByteBuffer from = Rows.bytes(images);
    ByteBuffer to = Rows.bytes(y);
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
    ByteBuffer rows = Rows.bytes(x);
    ByteBuffer to = Rows.bytes(y);
    for (int row = 0; row < y.rows(); row++) {
      int token = row % tokens;
      ByteBuffer from = token == 0 ? Rows.bytes(first) : rows;
      int fromRow = token == 0 ? 0 : row - row / tokens - 1;
      loops
          .elements()
          .addRows(1, from, fromRow, Rows.bytes(positions), token, null, to, row, columns);
    }
  }

  @Override
  public void prependBackward(Matrix dy, Matrix dx, Matrix dFirst, Matrix dPositions) {
    int tokens = dPositions.rows();
    int columns = dy.columns();
    int rowBytes = columns * Float.BYTES;
    ByteBuffer from = Rows.bytes(dy);
    ByteBuffer positions = zeroed(dPositions);
    ByteBuffer to = Rows.bytes(dx);
    for (int row = 0; row < dy.rows(); row++) {
      int token = row % tokens;
      loops.elements().accumulateRow(1, from, row, positions, token, columns, null);
      if (token > 0) {
        to.put((row - row / tokens - 1) * rowBytes, from, row * rowBytes, rowBytes);
      }
    }
    Rows.bytes(dFirst).put(0, positions, 0, rowBytes);
  }

  @Override
  public Score crossEntropy(
      Matrix logits, Matrix labels, LabelSmoothing smoothing, Matrix dLogits) {
    int classes = logits.columns();
    tile = tile.atLeast(dLogits == null ? classes : 1);
    CrossEntropy loss = new CrossEntropy(loops.elements(), smoothing, classes, logits.rows());
    for (int row = 0; row < logits.rows(); row++) {
      int label = ClassIds.checked(Rows.bytes(labels).getFloat(row * Float.BYTES), classes);
      int at = row * classes;
      if (dLogits == null) {
        loss.add(Rows.bytes(logits), at, label, tile.bytes(), 0);
      } else {
        loss.add(Rows.bytes(logits), at, label, Rows.bytes(dLogits), at);
        loss.toGradient(Rows.bytes(dLogits), at, label);
      }
    }
    return loss.score();
  }

  @Override
  public double sumOfSquares(Matrix x) {
    return loops.elements().sumOfSquares(Rows.bytes(x), x.rows() * x.columns());
  }

  @Override
  public void adam(
      AdamStep step, Matrix parameters, Matrix gradients, Matrix first, Matrix second) {
    loops
        .elements()
        .adam(
            step,
            Rows.bytes(parameters),
            Rows.bytes(gradients),
            Rows.bytes(first),
            Rows.bytes(second),
            parameters.rows() * parameters.columns());
  }
}
