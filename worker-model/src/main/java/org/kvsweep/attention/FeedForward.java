package org.kvsweep.attention;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.kernel.Activation;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Update;
import org.kvsweep.layer.Initial;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.ParameterSpec;

/** down(dropout(relu(up(x)))): what a block does to each token alone. */
final class FeedForward {
  private final Linear up;
  private final Linear down;
  private final Matrix dHidden; // [N, hidden]

  /** A feed-forward part with the parameters {@code up} and {@code down}. */
  FeedForward(LayerContext context, int width, int hidden, Dropout dropout) {
    up = new Linear(context, "up", hidden, Activation.RELU, dropout);
    down = new Linear(context, "down", width);
    dHidden = context.gradientBuffer(context.shape().rows(), hidden);
  }

  /** The parameters of both linear maps, with biases that start as PyTorch's do. */
  static List<ParameterSpec> parameters(int width, int hidden, Initial upStart, Initial downStart) {
    List<ParameterSpec> all = new ArrayList<>();
    all.addAll(Linear.parameters("up", width, hidden, upStart, Initial.fanIn(width)));
    all.addAll(Linear.parameters("down", hidden, width, downStart, Initial.fanIn(hidden)));
    return all;
  }

  static long forwardFlops(int tokens, int width, int hidden) {
    return Linear.forwardFlops(tokens, width, hidden) + Linear.forwardFlops(tokens, hidden, width);
  }

  Matrix forward(Matrix x) {
    return down.forward(up.forward(x));
  }

  /** The gradients; {@code dy} stays as it is. */
  void backward(Matrix dy, Matrix dx, Update update) {
    down.backward(dy, dHidden);
    up.backward(dHidden, dx, update);
  }
}
