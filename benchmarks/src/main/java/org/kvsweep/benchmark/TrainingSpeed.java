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
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times training steps of the encoder and prints one JSON line, as the peer does. */
@Command(
    name = "training-speed",
    mixinStandardHelpOptions = true,
    description = "Times forward pass, backward pass and Adam on one thread.")
public final class TrainingSpeed implements Runnable {
  /** Both have to be past before steps are timed: the JIT needs repetitions and time. */
  private static final int WARMUP_STEPS = 4;

  private static final long WARMUP_NANOS = 4_000_000_000L;

  @Option(names = "--variant", defaultValue = "qkv")
  private String variant;

  @Option(names = "--batch", defaultValue = "128")
  private int batch;

  @Option(names = "--length", defaultValue = "64")
  private int length;

  @Option(names = "--width", defaultValue = "64")
  private int width;

  @Option(names = "--depth", defaultValue = "2")
  private int depth;

  @Option(names = "--heads", defaultValue = "2")
  private int heads;

  @Option(names = "--steps", defaultValue = "20")
  private int steps;

  @Option(names = "--kernels", defaultValue = "AUTO", description = "${COMPLETION-CANDIDATES}")
  private KernelChoice choice;

  public static void main(String[] args) {
    System.exit(new CommandLine(new TrainingSpeed()).execute(args));
  }

  @Override
  public void run() {
    Blas.useOneThread();
    AttentionVariant attention = AttentionVariant.of(variant);
    SequenceEncoder model = new SequenceEncoder(attention, 10, width, depth, heads, 0.1);
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
        variant,
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
    double[] millis = new double[steps];
    int timed = 0;
    long begin = System.nanoTime();
    for (int step = 1; timed < steps; step++) {
      long start = System.nanoTime();
      boolean warm = step > WARMUP_STEPS && start - begin > WARMUP_NANOS;
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
      if (warm) {
        millis[timed++] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(millis);
    return millis;
  }
}
