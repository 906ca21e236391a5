package org.kvsweep.kernel.cpu;

import java.nio.ByteBuffer;
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
import org.kvsweep.kernel.Precision;
import org.kvsweep.kernel.Rows;
import org.kvsweep.kernel.Score;
import org.kvsweep.kernel.Update;

/**
 * Fused float kernels for one core, on the memory of the arrays: products by BLAS on strided views,
 * everything else in one pass while it is in cache. For one thread.
 */
public final class CpuKernels implements Kernels {
  private final Gemm gemm;
  private final Loops loops;
  private final CpuLinear linear;
  private final CpuAttention attention;
  private final CpuTokens tokens;
  private final CpuPatches patches = new CpuPatches();
  private final ColumnSums gainSums = new ColumnSums();
  private final ColumnSums biasSums = new ColumnSums();
  private FloatMemory tile = FloatMemory.allocate(1);

  public CpuKernels(Gemm gemm, Loops loops) {
    this.gemm = gemm;
    this.loops = loops;
    this.linear = new CpuLinear(gemm, loops.elements());
    this.attention = new CpuAttention(gemm, loops.attention());
    this.tokens = new CpuTokens(loops.elements());
  }

  /** The kernels with the fastest loops that this JVM and CPU have, with products in float. */
  public static CpuKernels create() {
    return create(Precision.FLOAT);
  }

  /**
   * The kernels with the fastest loops that this JVM and CPU have.
   *
   * @param precision of the operands of products
   */
  public static CpuKernels create(Precision precision) {
    Loops loops = vectorized() ? new VectorLoops() : new ScalarLoops();
    return new CpuKernels(Gemm.fastest(precision), loops);
  }

  /** True if this JVM lets kernels use vectors and this CPU has some that are worth it. */
  static boolean vectorized() {
    return UnusedVectors.missing().isEmpty() && VectorLoops.worthwhile();
  }

  @Override
  public String name() {
    return "fused, " + loops.name() + ", " + gemm.name();
  }

  @Override
  public void linear(
      Matrix x, Matrix weight, Matrix bias, Activation activation, Dropout dropout, Matrix y) {
    linear.forward(x, weight, bias, activation, dropout, y);
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
    linear.backward(x, weight, activation, dropout, y, dy, dx, update, dWeight, dBias);
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
    float[] byGain = gainSums.zeroed(dy.columns());
    float[] byBias = biasSums.zeroed(dy.columns());
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
            byGain,
            byBias);
    Rows.write(byGain, dGain);
    Rows.write(byBias, dBias);
  }

  @Override
  public void embed(
      Matrix ids, Matrix table, double scale, Matrix bias, Matrix positions, Matrix y) {
    tokens.embed(ids, table, scale, bias, positions, y);
  }

  @Override
  public void embedBackward(
      Matrix ids, Matrix dy, Matrix dTable, double scale, Matrix dBias, Matrix dPositions) {
    tokens.embedBackward(ids, dy, dTable, scale, dBias, dPositions);
  }

  @Override
  public void lengths(Matrix ids, int padding, Matrix lengths) {
    CpuTokens.lengths(ids, padding, lengths);
  }

  @Override
  public void patches(Matrix images, PatchShape shape, Matrix y) {
    patches.patches(images, shape, y);
  }

  @Override
  public void prepend(Matrix x, Matrix first, Matrix positions, Matrix y) {
    tokens.prepend(x, first, positions, y);
  }

  @Override
  public void prependBackward(Matrix dy, Matrix dx, Matrix dFirst, Matrix dPositions) {
    tokens.prependBackward(dy, dx, dFirst, dPositions);
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
  public void gelu(Matrix x, Matrix y) {
    loops.elements().gelu(Rows.bytes(x), Rows.bytes(y), y.rows() * y.columns());
  }

  @Override
  public void geluBackward(Matrix slope, Matrix dy) {
    loops.elements().multiply(Rows.bytes(slope), Rows.bytes(dy), dy.rows() * dy.columns());
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
