package org.kvsweep.benchmark;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.cpu.Blas;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.trial.TrialSpec;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What part of a training step is spent on its batch: reading, varying, converting, copying. */
@Command(
    name = "input-share",
    mixinStandardHelpOptions = true,
    description =
        "Times batches and forward and backward passes of a task, turn by turn, in CPU time.")
public final class InputShare implements Runnable {
  /**
   * Steps are timed once this many and {@link #WARMUP_NANOS} are past: the JIT needs repetitions
   * and time.
   */
  private static final int WARMUP_STEPS = 20;

  private static final long WARMUP_NANOS = 4_000_000_000L;

  @Parameters(paramLabel = "TASK")
  private String name;

  @Option(names = "--data", required = true, description = "The folder of data files.")
  private Path data;

  @Option(names = "--task", description = "A key of the task; repeatable.")
  private Map<String, String> taskKeys = new LinkedHashMap<>();

  @Option(names = "--width", defaultValue = "64")
  private int width;

  @Option(names = "--depth", defaultValue = "2")
  private int depth;

  @Option(names = "--heads", defaultValue = "2")
  private int heads;

  @Option(names = "--steps", defaultValue = "50")
  private int steps;

  public static void main(String[] args) {
    System.exit(new CommandLine(new InputShare()).execute(args));
  }

  @Override
  public void run() {
    TaskCatalog catalog = TaskCatalog.load();
    Map<String, Object> keys = new LinkedHashMap<>(Map.of("name", name));
    taskKeys.forEach((key, value) -> keys.put(key, parsed(value)));
    TrialSpec spec =
        catalog.complete(keys, Map.of("width", width, "depth", depth, "heads", heads), Map.of(), 0);
    TaskProvider provider = catalog.provider(name);
    long start = cpuNanos();
    Task task = provider.create(spec, data);
    final double reading = (cpuNanos() - start) / 1e6;
    ComputationGraph network = new ComputationGraph(task.network(KernelChoice.AUTO));
    network.init();
    Blas.useOneThread();
    double[][] millis = time(task.train(), network, spec.training().integer("batch-size"));
    double input = median(millis[0]);
    double passes = median(millis[1]);
    System.out.printf(
        Locale.ROOT,
        "{\"task\": \"%s\", \"files_ms\": %.0f, \"input_ms\": %.3f, \"passes_ms\": %.2f,"
            + " \"share_percent\": %.2f}%n",
        spec.task().values(),
        reading,
        input,
        passes,
        100 * input / (input + passes));
  }

  private static Object parsed(String value) {
    if (value.equals("true") || value.equals("false")) {
      return Boolean.valueOf(value);
    }
    return value.matches("[0-9]+") ? (Object) Long.valueOf(value) : value;
  }

  /** Milliseconds of the batch and of the passes, for each step. */
  private double[][] time(Examples examples, ComputationGraph network, int size) {
    int[] order = IntStream.range(0, examples.size()).toArray();
    RandomGenerator random = RandomStream.of(0, "benchmark", 0);
    Batch batch = null;
    double[][] millis = new double[2][steps];
    int timed = 0;
    long begin = cpuNanos();
    for (int step = 0; timed < steps; step++) {
      int from = step % (order.length / size) * size;
      long start = cpuNanos();
      batch = examples.fitting(order, from, size, batch);
      examples.read(order, from, batch, random);
      long read = cpuNanos();
      network.setInputs(batch.features());
      network.setLabels(batch.labels());
      network.computeGradientAndScore();
      network.getConfiguration().setIterationCount(step);
      if (step > WARMUP_STEPS && start - begin > WARMUP_NANOS) {
        millis[0][timed] = (read - start) / 1e6;
        millis[1][timed++] = (cpuNanos() - read) / 1e6;
      }
    }
    return millis;
  }

  /**
   * The CPU time of this thread, in nanoseconds: what others do on the machine makes no difference.
   */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
