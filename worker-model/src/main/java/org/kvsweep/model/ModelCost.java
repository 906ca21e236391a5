package org.kvsweep.model;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.TokenShape;
import org.kvsweep.trial.TrialCost;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The cost of a model, by formulas, without building it. What grows with the batch may be more than
 * a long holds: it is computed in double, and the largest long stands for all beyond.
 *
 * @param parameters in the model
 * @param forwardFlops of one example; multiply-adds of matrix products, each counted as two
 * @param stepFlops of the forward and backward pass of a batch
 * @param offHeapBytes for training in float: parameters, gradients, both moments of Adam, and the
 *     buffers of all layers
 * @param largestBufferBytes of these, the largest
 */
public record ModelCost(
    long parameters,
    long forwardFlops,
    long stepFlops,
    long offHeapBytes,
    long largestBufferBytes) {
  /** Parameters, gradients and two moments. */
  private static final int VECTORS = 4;

  /**
   * Floats for each number that a layer of Deeplearning4j puts out: activation, pre-activation and
   * their gradients. 2.5 to 3.2 were measured with three layers or more, 6 with one.
   */
  private static final int OF_DL4J_LAYERS = 4;

  /**
   * The most tokens of a batch whose buffers are measured; those of a larger one are in proportion.
   * Matrices with a row for each token and head count their rows in an int.
   */
  private static final int MOST_MEASURED_TOKENS = 1 << 20;

  static ModelCost of(List<? extends KernelLayer> layers, TokenShape shape) {
    long parameters = layers.stream().mapToLong(KernelLayer::parameterCount).sum();
    long forward = layers.stream().mapToLong(layer -> layer.forwardFlops(shape.tokens())).sum();
    long backward = layers.stream().mapToLong(layer -> layer.backwardFlops(shape.tokens())).sum();
    TokenShape measured = measured(shape);
    double times = (double) shape.batch() / measured.batch();
    List<KernelLayer.Buffers> buffers =
        layers.stream().map(layer -> layer.buffers(measured, DataType.FLOAT)).toList();
    return new ModelCost(
        parameters,
        forward,
        (long) ((double) (forward + backward) * shape.batch()),
        VECTORS * parameters * Float.BYTES
            + (long) (times * buffers.stream().mapToLong(KernelLayer.Buffers::bytes).sum()),
        (long)
            (times
                * buffers.stream().mapToLong(KernelLayer.Buffers::largestBytes).max().orElse(0)));
  }

  /** Returns the shape, with as many of its examples as can be measured. */
  private static TokenShape measured(TokenShape shape) {
    int most = Math.max(1, MOST_MEASURED_TOKENS / shape.tokens());
    return new TokenShape(Math.min(shape.batch(), most), shape.tokens());
  }

  /**
   * The cost of a network of Deeplearning4j's layers. Operations are those of dense layers, two for
   * each parameter and example; memory is about what it takes, since Deeplearning4j decides.
   *
   * @param batch examples in a step
   */
  public static ModelCost of(ComputationGraphConfiguration network, int batch) {
    long parameters = Dl4jNetworks.parameters(network);
    long forward = Math.multiplyExact(2, parameters);
    Dl4jNetworks.Numbers numbers = Dl4jNetworks.numbers(network);
    long together = Math.max(batch, Dl4jNetworks.EVALUATED_TOGETHER);
    double ofBatch = (double) together * (OF_DL4J_LAYERS * numbers.layers() + numbers.ends());
    return new ModelCost(
        parameters,
        forward,
        (long) (3.0 * forward * batch),
        (long) ((VECTORS * parameters + ofBatch) * Float.BYTES),
        0); // how Deeplearning4j cuts it up is not known
  }

  /** Returns the cost of a model that has the layers of both. */
  ModelCost plus(ModelCost other) {
    return new ModelCost(
        parameters + other.parameters,
        forwardFlops + other.forwardFlops,
        (long) ((double) stepFlops + other.stepFlops),
        offHeapBytes + other.offHeapBytes,
        Math.max(largestBufferBytes, other.largestBufferBytes));
  }

  /** The cost of a trial that trains the model for so many steps. */
  public TrialCost trial(long steps) {
    return new TrialCost(
        parameters, forwardFlops, stepFlops, steps, offHeapBytes, largestBufferBytes);
  }
}
