package org.kvsweep.layer;

import java.util.List;
import org.kvsweep.kernel.Activation;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Update;

/** y = dropout(activation(x·W + b)). */
public final class Linear implements Operation {
  private final LayerContext context;
  private final Activation activation;
  private final Dropout dropout;
  private final Matrix weight;
  private final Matrix bias;
  private final Matrix dWeight;
  private final Matrix dBias;
  private final Matrix y;
  private Matrix x;

  /** A linear map of the parameters {@code name.W} and {@code name.b}, as {@link #parameters}. */
  public Linear(
      LayerContext context, String name, int columns, Activation activation, Dropout dropout) {
    this.context = context;
    this.activation = activation;
    this.dropout = dropout;
    this.weight = context.parameter(name + ".W");
    this.bias = context.parameter(name + ".b");
    this.dWeight = context.gradient(name + ".W");
    this.dBias = context.gradient(name + ".b");
    this.y = context.buffer(context.shape().rows(), columns);
  }

  public Linear(LayerContext context, String name, int columns) {
    this(context, name, columns, Activation.IDENTITY, Dropout.none());
  }

  /** Weight and bias. */
  public static List<ParameterSpec> parameters(
      String name, int in, int out, Initial weight, Initial bias) {
    return List.of(
        ParameterSpec.weight(name + ".W", in, out, weight),
        ParameterSpec.vector(name + ".b", out, bias));
  }

  /** Floating-point operations of the forward pass of so many rows; backward takes twice that. */
  public static long forwardFlops(long rows, int in, int out) {
    return 2 * rows * in * out;
  }

  /** Returns the array that {@link #forward} fills; it can be read before and after. */
  public Matrix output() {
    return y;
  }

  @Override
  public Matrix forward(Matrix x) {
    this.x = x;
    context.kernels().linear(x, weight, bias, activation, dropout, y);
    return y;
  }

  @Override
  public void backward(Matrix dy, Matrix dx) {
    backward(dy, dx, Update.SET);
  }

  /** {@link #backward(Matrix, Matrix)} that may add to {@code dx}. */
  public void backward(Matrix dy, Matrix dx, Update update) {
    context
        .kernels()
        .linearBackward(x, weight, activation, dropout, y, dy, dx, update, dWeight, dBias);
  }
}
