package org.kvsweep.benchmark;

import java.util.Arrays;
import java.util.Locale;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.kernel.AdamStep;
import org.kvsweep.kernel.Blas;
import org.kvsweep.kernel.KernelChoice;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.model.SequenceEncoder;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Times training steps of the encoder (forward, backward, Adam) and prints one JSON line, as the
 * peer does. Arguments: variant batch length width depth heads steps [auto|plain].
 */
public final class TrainingSpeed {
  private TrainingSpeed() {}

  public static void main(String[] args) {
    AttentionVariant variant = AttentionVariant.of(args[0]);
    int batch = Integer.parseInt(args[1]);
    int length = Integer.parseInt(args[2]);
    int width = Integer.parseInt(args[3]);
    int steps = Integer.parseInt(args[6]);
    KernelChoice choice =
        args.length > 7 ? KernelChoice.valueOf(args[7].toUpperCase(Locale.ROOT)) : KernelChoice.AUTO;
    Blas.useOneThread();
    SequenceEncoder model =
        new SequenceEncoder(
            variant, 10, width, Integer.parseInt(args[4]), Integer.parseInt(args[5]), 0.1);
    ComputationGraph network =
        new ComputationGraph(model.network(length, 1, DataType.FLOAT, choice));
    network.init();
    Kernels kernels = choice.kernels(DataType.FLOAT);
    double[] millis = time(network, kernels, batch, length, steps);
    System.out.printf(
        Locale.ROOT,
        "{\"engine\": \"kvsweep, %s\", \"model\": \"encoder\", \"variant\": \"%s\", \"step_ms\": %.2f,"
            + " \"min_ms\": %.2f, \"parameters\": %d}%n",
        kernels.name(),
        variant.label(),
        millis[steps / 2],
        millis[0],
        network.numParams());
  }

  private static double[] time(
      ComputationGraph network, Kernels kernels, int batch, int length, int steps) {
    INDArray tokens = Nd4j.create(DataType.FLOAT, batch, length);
    INDArray labels = Nd4j.create(DataType.FLOAT, batch, length);
    for (int i = 0; i < batch * length; i++) {
      tokens.data().put(i, (float) (i * 7919L % 10));
      labels.data().put(i, (float) (i * 104729L % 10));
    }
    Matrix first = null;
    Matrix second = null;
    int warmup = Math.max(10, steps / 2);
    double[] millis = new double[steps];
    for (int step = 1; step <= warmup + steps; step++) {
      long start = System.nanoTime();
      network.setInputs(tokens);
      network.setLabels(labels);
      network.computeGradientAndScore();
      if (first == null) {
        first = Matrix.of(network.params().like());
        second = Matrix.of(network.params().like());
      }
      Matrix gradients = Matrix.of(network.getGradientsViewArray());
      kernels.sumOfSquares(gradients);
      kernels.adam(
          new AdamStep(step, 1e-3, 0.9, 0.999, 1e-8, 0, 1),
          Matrix.of(network.params()),
          gradients,
          first,
          second);
      network.getConfiguration().setIterationCount(step);
      if (step > warmup) {
        millis[step - warmup - 1] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(millis);
    return millis;
  }
}
