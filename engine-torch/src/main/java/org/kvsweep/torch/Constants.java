package org.kvsweep.torch;

import java.lang.ref.Reference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Tensors that are the same in every pass, such as encodings of positions: made once, by name. */
final class Constants implements AutoCloseable {
  private final TorchDevice device;
  private final DataType type;
  private final Map<String, Tensor> kept = new HashMap<>();

  Constants(TorchDevice device, DataType type) {
    this.device = device;
    this.type = type;
  }

  /** The matrix of that name, from these rows where it is new. */
  Tensor matrix(String name, Supplier<double[][]> rows) {
    return get(name, () -> copy(Nd4j.createFromArray(rows.get()).castTo(type).dup('c')));
  }

  private Tensor copy(INDArray array) {
    try {
      return device.tensor(array).clone();
    } finally {
      // The tensor reads the array's memory until here, which the garbage collector does not see.
      Reference.reachabilityFence(array);
    }
  }

  /** The tensor of that name, made where it is new; it outlives the scope of the step. */
  Tensor get(String name, Supplier<Tensor> make) {
    return kept.computeIfAbsent(name, key -> make.get().retainReference());
  }

  @Override
  public void close() {
    kept.values().forEach(Tensor::close);
    kept.clear();
  }
}
