package org.kvsweep.run;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.run.wire.Place;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/**
 * A sweep of as many trials as one likes, from a sweep file: two attentions, ten seeds, and as many
 * settings as it takes. Its trials take two to ten minutes and measure what trials measure.
 */
public final class LargeSweep implements SimulatedExecutors.Work {
  /** Trials of one learning rate, width and depth. */
  private static final int SEEDS_AND_SIDES = 20;

  private static final int OF_EACH = 10;
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "backend", "CpuBackend",
          "blas", "OpenBLAS 0.3.31, core auto",
          "cpus", "1",
          "device", "cpu",
          "engine", "dl4j",
          "jvm", "17.0.15+6-Debian-1deb12u1",
          "kernels", "fused, vector-512, oneDNN 3.11 avx512_core_bf16",
          "model-bytes", "42595",
          "processor", "AMD EPYC");

  private LargeSweep() {}

  private static final Instant START = Instant.parse("2026-01-31T12:00:00.123456789Z");

  static final LargeSweep WORK = new LargeSweep();

  /**
   * Reads the sweep.
   *
   * @param trials a power of ten, from 1,000 on
   */
  public static SweepSpec of(int trials) {
    return SweepFile.parse(file(trials), "large.yaml", TaskCatalog.load());
  }

  private static String file(int trials) {
    int settings = trials / SEEDS_AND_SIDES;
    int rates = Math.min(OF_EACH, settings);
    int widths = Math.min(OF_EACH, settings / rates);
    int depths = settings / rates / widths % 5 == 0 ? 5 : 1;
    int lengths = Math.min(OF_EACH, settings / rates / widths / depths);
    int dropouts = settings / rates / widths / depths / lengths;
    return """
        name: large
        task: {name: reverse, length: [%s]}
        model: {attention: [qkv, kv], width: [%s], depth: [%s], dropout: [%s]}
        training: {epochs: 2, learning-rate: [%s]}
        seeds: 10
        """
        .formatted(
            list(lengths, i -> 8 + i),
            list(widths, i -> 16 * (i + 1)),
            list(depths, i -> i + 1),
            list(dropouts, i -> i / 20.0),
            list(rates, i -> (i + 1) / 1000.0));
  }

  private static String list(int count, IntFunction<Object> value) {
    return IntStream.range(0, count)
        .mapToObj(value)
        .map(Object::toString)
        .collect(Collectors.joining(", "));
  }

  /** Returns the record of a trial that has completed, so many seconds after others began. */
  public static TrialRecord completed(PlannedTrial trial, int seconds) {
    Place place = new Place("7", "node7");
    return new TrialRecord(
        trial.id(),
        trial.spec(),
        new TrialOutcome.Completed(WORK.run(trial, place)),
        1,
        place.toString(),
        START,
        START.plusSeconds(seconds));
  }

  @Override
  public long millis(PlannedTrial trial) {
    return 120_000 + 12_000L * trial.spec().model().integer("depth") * OF_EACH;
  }

  @Override
  public TrialRun run(PlannedTrial trial, Place place) {
    Random random = new Random(trial.id().hashCode());
    double better = trial.spec().model().word("attention").equals("kv") ? 0.01 : 0;
    double rate = trial.spec().training().number("learning-rate");
    double accuracy = 0.8 + 10 * rate + better + 0.05 * random.nextGaussian();
    return new TrialRun(
        trial.cost().parameters(),
        trial.cost().forwardFlops(),
        trial.cost().stepFlops(),
        780,
        0.2 + 0.01 * random.nextDouble(),
        200,
        210,
        trial.cost().offHeapBytes(),
        new TreeMap<>(ENVIRONMENT),
        List.of(metrics(1, accuracy - 0.1, random), metrics(2, accuracy, random)));
  }

  private static EpochMetrics metrics(int epoch, double accuracy, Random random) {
    return new EpochMetrics(
        epoch,
        390L * epoch,
        100.0 * epoch,
        Map.of(
            "test-accuracy",
            accuracy,
            "test-loss",
            1 - accuracy,
            "train-accuracy",
            accuracy + 0.01 * random.nextDouble(),
            "train-loss",
            1 - accuracy + 0.01 * random.nextDouble(),
            "validation-accuracy",
            accuracy - 0.001 * random.nextDouble(),
            "validation-loss",
            1 - accuracy + 0.001 * random.nextDouble()));
  }
}
