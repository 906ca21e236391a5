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
import org.kvsweep.kernel.Precision;
import org.kvsweep.kernel.ProductRate;
import org.kvsweep.kernel.cpu.Blas;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.settings.Labelled;
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

  private static final long WARMUP_NANOS = 10_000_000_000L;

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

  @Option(
      names = "--precision",
      split = ",",
      defaultValue = "float",
      description = "${COMPLETION-CANDIDATES}; of several, steps are taken in turn")
  private List<Precision> precisions;

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
    List<double[]> millis = timeSideBySide();
    for (int i = 0; i < precisions.size(); i++) {
      print(precisions.get(i), millis.get(i));
    }
    return 0;
  }

  private TimedModel timed(Precision precision) {
    return TimedModel.of(
        model,
        attention(),
        new TimedModel.Shape(batch, length, width, depth, heads, image, patch, channels),
        choice.in(precision));
  }

  private AttentionVariant attention() {
    return Labelled.of(AttentionVariant.class, variant)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot choose the attention: expected %s, got %s"
                        .formatted(Labelled.words(AttentionVariant.class), variant)));
  }

  private void print(Precision precision, double[] millis) throws IOException {
    TimedModel timed = timed(precision);
    Kernels kernels = choice.in(precision).kernels(DataType.FLOAT);
    double flops = timed.cost().stepFlops();
    double rate = new ProductRate(kernels, Math.toIntExact(timed.rows()), width).flopsPerSecond();
    System.out.printf(
        Locale.ROOT,
        "{\"engine\": \"kvsweep, %s\", \"model\": \"%s\", \"variant\": \"%s\","
            + " \"precision\": \"%s\", \"step_ms\": %.2f, \"min_ms\": %.2f,"
            + " \"floor_ms\": %.2f, \"product_gflops\": %.1f, \"parameters\": %d,"
            + " \"step_gflop\": %.3f, \"peak_resident_mb\": %d}%n",
        kernels.name(),
        model.name().toLowerCase(Locale.ROOT),
        variant,
        precision.label(),
        millis[millis.length / 2],
        millis[0],
        flops / rate * 1e3,
        rate / 1e9,
        timed.cost().parameters(),
        flops / 1e9,
        peakResidentBytes() >> 20);
  }

  /** Milliseconds of every step of every trial, sorted, for each precision. */
  private List<double[]> timeSideBySide() throws Exception {
    CyclicBarrier together = new CyclicBarrier(trials);
    ExecutorService threads = Executors.newFixedThreadPool(trials);
    try {
      List<Future<double[][]>> runs = new ArrayList<>();
      for (int trial = 0; trial < trials; trial++) {
        runs.add(threads.submit(() -> time(together)));
      }
      List<double[]> all = new ArrayList<>();
      for (int precision = 0; precision < precisions.size(); precision++) {
        double[] millis = new double[trials * steps];
        for (int trial = 0; trial < trials; trial++) {
          System.arraycopy(runs.get(trial).get()[precision], 0, millis, trial * steps, steps);
        }
        Arrays.sort(millis);
        all.add(millis);
      }
      return all;
    } finally {
      threads.shutdown();
    }
  }

  private double[][] time(CyclicBarrier together) throws Exception {
    Blas.useOneThread();
    List<Training> trainings = new ArrayList<>();
    for (Precision precision : precisions) {
      trainings.add(new Training(timed(precision), choice.in(precision)));
    }
    double[][] millis = new double[trainings.size()][steps];
    long begin = System.nanoTime();
    for (int i = 0; i < WARMUP_STEPS || System.nanoTime() - begin < WARMUP_NANOS; i++) {
      trainings.forEach(Training::step);
    }
    together.await();
    for (int i = 0; i < steps; i++) {
      for (int j = 0; j < trainings.size(); j++) {
        long start = System.nanoTime();
        trainings.get(j).step();
        millis[j][i] = (System.nanoTime() - start) / 1e6;
      }
    }
    return millis;
  }

  /** A network that is trained on the same batch again and again. */
  private static final class Training {
    private final TimedModel timed;
    private final ComputationGraph network;
    private final Kernels kernels;
    private final Matrix first;
    private final Matrix second;
    private int steps;

    Training(TimedModel timed, KernelChoice kernels) {
      this.timed = timed;
      this.network = new ComputationGraph(timed.network());
      this.kernels = kernels.kernels(DataType.FLOAT);
      network.init();
      first = Matrix.of(network.params().like());
      second = Matrix.of(network.params().like());
    }

    void step() {
      steps++;
      network.setInputs(timed.features());
      network.setLabels(timed.labels());
      network.computeGradientAndScore();
      kernels.adam(
          new AdamStep(steps, 1e-3, 0.9, 0.999, 1e-8, 0, 1),
          Matrix.of(network.params()),
          Matrix.of(network.getGradientsViewArray()),
          first,
          second);
      network.getConfiguration().setIterationCount(steps);
    }
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
