package org.kvsweep.layer;

import java.util.List;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;

/** y = layer norm of (x + dropout(residual)): Ba, Kiros and Hinton, arXiv 1607.06450. */
public final class AddNorm {
  private final LayerContext context;
  private final Dropout dropout;
  private final Matrix gain;
  private final Matrix bias;
  private final Matrix dGain;
  private final Matrix dBias;
  private final Matrix ownSum;
  private final Matrix moments;
  private final Matrix y;
  private Matrix sum;

  /**
   * A norm of the parameters {@code name.gain} and {@code name.bias}.
   *
   * @param residual true if something will be added to x before the norm
   */
  public AddNorm(LayerContext context, String name, int width, Dropout dropout, boolean residual) {
    this.context = context;
    this.dropout = dropout;
    this.gain = context.parameter(name + ".gain");
    this.bias = context.parameter(name + ".bias");
    this.dGain = context.gradient(name + ".gain");
    this.dBias = context.gradient(name + ".bias");
    int rows = context.shape().rows();
    this.ownSum = residual ? context.buffer(rows, width) : null;
    this.moments = context.buffer(rows, 2);
    this.y = context.buffer(rows, width);
  }

  public static List<ParameterSpec> parameters(String name, int width) {
    return List.of(
        ParameterSpec.vector(name + ".gain", width, Initial.one()),
        ParameterSpec.vector(name + ".bias", width, Initial.zero()));
  }

  /**
   * Adds and normalises.
   *
   * @param residual [N, D] or null
   * @return [N, D]
   */
  public Matrix forward(Matrix x, Matrix residual) {
    sum = residual == null ? x : ownSum;
    context.kernels().addNorm(x, residual, dropout, gain, bias, ownSum, moments, y);
    return y;
  }

  /** Returns what the last {@link #forward} normalised: [N, D]. */
  public Matrix sum() {
    return sum;
  }

  /**
   * The gradients of {@link #forward}.
   *
   * @param dSum a gradient of the sum that comes from elsewhere, or null
   * @param dx out; may be {@code dy} or {@code dSum}
   * @param dResidual out, or null where it is not wanted: without dropout it is {@code dx}
   */
  public void backward(Matrix dy, Matrix dSum, Matrix dx, Matrix dResidual) {
    context
        .kernels()
        .addNormBackward(sum, moments, gain, dropout, dy, dSum, dx, dResidual, dGain, dBias);
  }
}
