package org.kvsweep.model;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.kernel.Activation;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.AddNorm;
import org.kvsweep.layer.Initial;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;

/** linear(drop(relu(norm(linear(x))))): logits for every token. */
final class ScoringHead implements Operation {
  private final Linear first;
  private final AddNorm norm;
  private final LayerContext context;
  private final Dropout dropout;
  private final Linear second;
  private final Matrix dWide; // [N, D]
  private Matrix wide; // [N, D]

  ScoringHead(LayerContext context, int width, int classes, double dropoutRate) {
    this.context = context;
    first = new Linear(context, "head1", width);
    norm = new AddNorm(context, "norm", width, Dropout.none(), false);
    dropout = context.dropout("head", dropoutRate);
    second = new Linear(context, "head2", classes);
    dWide = context.gradientBuffer(context.shape().rows(), width);
  }

  static List<ParameterSpec> parameters(int width, int classes) {
    Initial start = Initial.fanIn(width);
    List<ParameterSpec> all =
        new ArrayList<>(Linear.parameters("head1", width, width, start, start));
    all.addAll(AddNorm.parameters("norm", width));
    all.addAll(Linear.parameters("head2", width, classes, start, start));
    return all;
  }

  /**
   * The floating-point operations of the forward pass of one example; backward takes twice that.
   */
  static long forwardFlops(int tokens, int width, int classes) {
    return Linear.forwardFlops(tokens, width, width) + Linear.forwardFlops(tokens, width, classes);
  }

  @Override
  public Matrix forward(Matrix x) {
    wide = norm.forward(first.forward(x), null);
    context.kernels().activate(Activation.RELU, dropout, wide);
    return second.forward(wide); // [N, classes]
  }

  @Override
  public void backward(Matrix dy, Matrix dx) {
    second.backward(dy, dWide);
    context.kernels().activateBackward(Activation.RELU, dropout, wide, dWide);
    norm.backward(dWide, null, dWide, null);
    first.backward(dWide, dx);
  }
}
