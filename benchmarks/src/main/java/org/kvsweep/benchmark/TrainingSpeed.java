package org.kvsweep.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.benchmark.TimedModel.Kind;
import org.kvsweep.kernel.AdamStep;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.cpu.Blas;
import org.kvsweep.layer.KernelChoice;
import org.nd4j.linalg.api.buffer.DataType;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times training steps of a model and prints one JSON line, as the peer does. */
@Command(
    name = "training-speed",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Times forward pass, backward pass and Adam, one thread a trial.")
public final class TrainingSpeed implements Callable<Integer> {
  /**
   * Steps are timed once this many and {@link #WARMUP_NANOS} are past: the JIT needs repetitions
   * and time.
   */
  private static final int WARMUP_STEPS = 4;

  private static final long WARMUP_NANOS = 4_000_000_000L;

  @Option(names = "--model", defaultValue = "encoder", description = "${COMPLETION-CANDIDATES}")
  private Kind model;

  @Option(names = "--variant", defaultValue = "qkv", description = "qkv, kv or kv-pos")
  private String variant;

  @Option(names = "--batch", defaultValue = "128", description = "sequences or images a step")
  private int batch;

  @Option(names = "--length", defaultValue = "64", description = "tokens a sequence")
  private int length;

  @Option(names = "--width", defaultValue = "64", description = "of the residual stream")
  private int width;

  @Option(names = "--depth", defaultValue = "2", description = "blocks")
  private int depth;

  @Option(names = "--heads", defaultValue = "2", description = "of attention")
  private int heads;

  @Option(names = "--image", defaultValue = "28", description = "pixels an image's side")
  private int image;

  @Option(names = "--patch", defaultValue = "7", description = "pixels a patch's side")
  private int patch;

  @Option(names = "--channels", defaultValue = "1", description = "colours of an image")
  private int channels;

  @Option(names = "--steps", defaultValue = "20", description = "that are timed, after warming up")
  private int steps;

  @Option(names = "--trials", defaultValue = "1", description = "side by side, a thread each")
  private int trials;

  @Option(names = "--kernels", defaultValue = "AUTO", description = "${COMPLETION-CANDIDATES}")
  private KernelChoice choice;

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new TrainingSpeed())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(args));
  }

  @Override
  public Integer call() throws Exception {
    TimedModel timed =
        TimedModel.of(
            model,
            AttentionVariant.of(variant),
            new TimedModel.Shape(batch, length, width, depth, heads, image, patch, channels),
            choice);
    double[] millis = timeSideBySide(timed);
    System.out.printf(
        Locale.ROOT,
        "{\"engine\": \"kvsweep, %s\", \"model\": \"%s\", \"variant\": \"%s\", \"step_ms\": %.2f,"
            + " \"min_ms\": %.2f, \"parameters\": %d, \"step_gflop\": %.3f,"
            + " \"peak_resident_mb\": %d}%n",
        choice.kernels(DataType.FLOAT).name(),
        model.name().toLowerCase(Locale.ROOT),
        variant,
        millis[millis.length / 2],
        millis[0],
        timed.cost().parameters(),
        timed.cost().stepFlops() / 1e9,
        peakResidentBytes() >> 20);
    return 0;
  }

  /** Milliseconds of every step of every trial, sorted. */
  private double[] timeSideBySide(TimedModel timed) throws Exception {
    CyclicBarrier together = new CyclicBarrier(trials);
    ExecutorService threads = Executors.newFixedThreadPool(trials);
    try {
      List<Future<double[]>> runs = new ArrayList<>();
      for (int trial = 0; trial < trials; trial++) {
        runs.add(threads.submit(() -> time(timed, together)));
      }
      double[] millis = new double[trials * steps];
      for (int trial = 0; trial < trials; trial++) {
        System.arraycopy(runs.get(trial).get(), 0, millis, trial * steps, steps);
      }
      Arrays.sort(millis);
      return millis;
    } finally {
      threads.shutdown();
    }
  }

  private double[] time(TimedModel timed, CyclicBarrier together) throws Exception {
    Blas.useOneThread();
    ComputationGraph network = new ComputationGraph(timed.network().clone());
    network.init();
    Kernels kernels = choice.kernels(DataType.FLOAT);
    Matrix first = Matrix.of(network.params().like());
    Matrix second = Matrix.of(network.params().like());
    double[] millis = new double[steps];
    int step = 0;
    long begin = System.nanoTime();
    while (step < WARMUP_STEPS || System.nanoTime() - begin < WARMUP_NANOS) {
      step(timed, network, kernels, first, second, ++step);
    }
    together.await();
    for (int i = 0; i < steps; i++) {
      long start = System.nanoTime();
      step(timed, network, kernels, first, second, ++step);
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    return millis;
  }

  private static void step(
      TimedModel timed,
      ComputationGraph network,
      Kernels kernels,
      Matrix first,
      Matrix second,
      int step) {
    network.setInputs(timed.features());
    network.setLabels(timed.labels());
    network.computeGradientAndScore();
    Matrix gradients = Matrix.of(network.getGradientsViewArray());
    kernels.adam(
        new AdamStep(step, 1e-3, 0.9, 0.999, 1e-8, 0, 1),
        Matrix.of(network.params()),
        gradients,
        first,
        second);
    network.getConfiguration().setIterationCount(step);
  }

  /** The most memory this process ever had, as Linux counts it; 0 where there is no /proc. */
  private static long peakResidentBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElse(0);
  }
}
