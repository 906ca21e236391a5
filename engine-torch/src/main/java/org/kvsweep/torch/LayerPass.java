package org.kvsweep.torch;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * One pass through one layer: its inputs and parameters, and the functions of them that layers are
 * put together from.
 *
 * @param layer its name
 * @param inputs the first, then the further ones
 * @param parameters by name, each [rows, columns]
 */
record LayerPass(
    String layer,
    List<Tensor> inputs,
    Map<String, Tensor> parameters,
    DropoutMasks dropout,
    Constants constants) {
  private static final double NORM_EPSILON = 1e-5;

  Tensor input() {
    return inputs.get(0);
  }

  /** One of the inputs beside the first, from 0. */
  Tensor sideInput(int index) {
    return inputs.get(index + 1);
  }

  Tensor parameter(String name) {
    return parameters.get(name);
  }

  /** A parameter of one row, as a vector. */
  private Tensor vector(String name) {
    return parameter(name).view(-1);
  }

  /** x·W + b, where there is a b: [.., in] to [.., out]. */
  Tensor linear(Tensor x, String name) {
    Tensor weight = parameter(name + ".W").t();
    return parameters.containsKey(name + ".b")
        ? torch.linear(x, weight, new TensorOptional(vector(name + ".b")))
        : torch.linear(x, weight);
  }

  /** The layer norm of each row. */
  Tensor norm(Tensor x, String name) {
    long[] width = {x.size(-1)};
    TensorOptional gain = new TensorOptional(vector(name + ".gain"));
    TensorOptional bias = new TensorOptional(vector(name + ".bias"));
    return torch.layer_norm(x, width, gain, bias, NORM_EPSILON, true);
  }

  Tensor drop(Tensor x, double rate) {
    return dropout.drop(x, rate);
  }

  /** down(drop(relu(up(x)))). */
  Tensor feedForward(Tensor x, double rate) {
    return linear(drop(torch.relu(linear(x, "up")), rate), "down");
  }

  /** A matrix that is the same in every pass through this layer. */
  Tensor constant(String name, Supplier<double[][]> rows) {
    return constants.matrix(layer + "/" + name, rows);
  }
}
