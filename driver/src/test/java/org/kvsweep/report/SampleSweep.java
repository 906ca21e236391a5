package org.kvsweep.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.settings.Settings;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/**
 * A made-up sweep for tests of tables and reports: its curves look like training, its numbers were
 * never measured.
 */
public final class SampleSweep {
  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
  private static final long STEPS_AN_EPOCH = 390;

  private final Random random = new Random(7);
  private final Map<TrialId, TrialSpec> trials = new LinkedHashMap<>();
  private final Map<TrialId, TrialRecord> ended = new LinkedHashMap<>();
  private final List<Instant> slotFree = new ArrayList<>(List.of(START, START));

  /** Adds a cell of a task in the three attentions of the paper. */
  public SampleSweep cell(
      String task, int length, int depth, int seeds, double qkv, double kv, double kvPos) {
    Map<AttentionVariant, Double> accuracies =
        Map.of(AttentionVariant.QKV, qkv, AttentionVariant.KV, kv, AttentionVariant.KV_POS, kvPos);
    for (AttentionVariant variant :
        List.of(AttentionVariant.QKV, AttentionVariant.KV, AttentionVariant.KV_POS)) {
      for (int seed = 0; seed < seeds; seed++) {
        TrialSpec spec = spec(task, length, depth, variant, seed);
        add(spec, completed(spec, accuracies.get(variant)));
      }
    }
    return this;
  }

  public SampleSweep add(TrialSpec spec, TrialOutcome outcome) {
    TrialId id = TrialId.of(spec);
    trials.put(id, spec);
    int slot = slotFree.get(0).isAfter(slotFree.get(1)) ? 1 : 0;
    Instant started = slotFree.get(slot).plusMillis(40);
    Instant end = started.plusMillis((long) (outcome.run().totalSeconds() * 1e3) + 50);
    slotFree.set(slot, end);
    ended.put(id, new TrialRecord(id, spec, outcome, 1, "executor " + (slot + 1), started, end));
    return this;
  }

  SampleSweep missing(TrialSpec spec) {
    trials.put(TrialId.of(spec), spec);
    return this;
  }

  /** Some of everything: several cells, a single one, failures, and a trial that is missing. */
  public static SweepResults varied() {
    SampleSweep sweep = new SampleSweep();
    sweep.cell("reverse", 16, 1, 3, 0.995, 0.68, 0.94).cell("reverse", 16, 2, 3, 0.999, 0.7, 0.98);
    sweep.cell("reverse", 64, 1, 3, 0.8, 0.54, 0.77).cell("reverse", 64, 2, 3, 0.83, 0.56, 0.8);
    sweep.cell("copy", 16, 1, 3, 1, 1, 1);
    TrialSpec baseline = spec("swap", 16, 1, AttentionVariant.QKV, 0);
    TrialSpec diverged = spec("swap", 16, 1, AttentionVariant.KV_POS, 0);
    return sweep
        .add(baseline, sweep.completed(baseline, 0.99))
        .add(spec("swap", 16, 1, AttentionVariant.KV, 0), failed())
        .add(diverged, sweep.diverged(diverged))
        .missing(spec("swap", 16, 1, AttentionVariant.KV_POS, 1))
        .results("by-attention");
  }

  public SweepResults results(String name) {
    return new SweepResults(name, List.of("task.length", "model.depth"), trials, ended);
  }

  /** Cells of two attentions each, of which every hundredth trial was stopped. */
  public static SweepResults someStopped(int lengths, int seeds) {
    Map<TrialId, TrialSpec> trials = new LinkedHashMap<>();
    Map<TrialId, TrialRecord> ended = new LinkedHashMap<>();
    for (int length = 0; length < lengths; length++) {
      for (int seed = 0; seed < seeds; seed++) {
        for (String attention : new String[] {"qkv", "kv"}) {
          TrialSpec spec = SampleTrials.spec("reverse", attention, 16 + length, seed);
          TrialRun run = SampleTrials.run(0.5);
          TrialOutcome outcome =
              length % 50 == 0 && seed == 0
                  ? new TrialOutcome.Stopped(run, "at a rung")
                  : new TrialOutcome.Completed(run);
          TrialRecord record = SampleTrials.record(spec, outcome, length);
          trials.put(record.id(), spec);
          ended.put(record.id(), record);
        }
      }
    }
    return new SweepResults("large", List.of(), trials, ended);
  }

  public static TrialSpec spec(
      String task, int length, int depth, AttentionVariant variant, long seed) {
    return new TrialSpec(
        new Settings(Map.of("name", task, "length", (long) length)),
        new Settings(
            Map.of("attention", variant.label(), "width", 64L, "depth", (long) depth, "heads", 2L)),
        new Settings(Map.of("epochs", 5L, "batch-size", 128L, "learning-rate", 1e-3)),
        seed);
  }

  public TrialOutcome completed(TrialSpec spec, double accuracy) {
    double reached =
        Math.min(1, Math.max(0, accuracy + random.nextGaussian() * 0.012 * (1.02 - accuracy) * 8));
    return new TrialOutcome.Completed(run(spec, reached, 5));
  }

  public static TrialOutcome failed() {
    return new TrialOutcome.Failed(
        TrialRun.none(),
        FailureKind.OUT_OF_MEMORY,
        "2.1 GiB needed, 2 GiB allowed",
        "java.lang.OutOfMemoryError: ...\n\tat org.kvsweep.layer.LayerRuntime.allocate\n");
  }

  TrialOutcome diverged(TrialSpec spec) {
    return new TrialOutcome.Diverged(run(spec, 0.1, 1), 417);
  }

  TrialOutcome stopped(TrialSpec spec) {
    return new TrialOutcome.Stopped(run(spec, 0.3, 2), "below the median at epoch 2");
  }

  private TrialRun run(TrialSpec spec, double reached, int epochs) {
    long depth = spec.model().integer("depth");
    long length = spec.task().integer("length");
    long parameters =
        5_000
            + depth * (ModelKeys.attentionOf(spec).projections() + 5) * 4_096L
            + (ModelKeys.attentionOf(spec).hasPosition() ? 11 * depth : 0);
    double stepSeconds =
        (0.004 + depth * length * 0.0002)
            * (1 + 0.05 * (ModelKeys.attentionOf(spec).projections() - 2))
            * (1 + random.nextGaussian() * 0.02);
    List<EpochMetrics> metrics = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      double share = 1 - StrictMath.exp(-1.1 * epoch);
      double accuracy = 0.1 + (reached - 0.1) * share / (1 - StrictMath.exp(-1.1 * epochs));
      double loss = 2.3 * (1 - accuracy) + 0.02 + Math.abs(random.nextGaussian()) * 0.01;
      Map<String, Double> values = new TreeMap<>();
      values.put("train-loss", loss);
      values.put("validation-loss", loss * 1.05);
      values.put("validation-accuracy", accuracy);
      if (epoch == 5) {
        values.put("test-accuracy", reached);
      }
      metrics.add(
          new EpochMetrics(
              epoch, epoch * STEPS_AN_EPOCH, epoch * STEPS_AN_EPOCH * stepSeconds, values));
    }
    double seconds = epochs * STEPS_AN_EPOCH * stepSeconds;
    return new TrialRun(
        parameters,
        2 * parameters * length,
        6 * parameters * length * 128,
        epochs * STEPS_AN_EPOCH,
        stepSeconds,
        seconds,
        seconds * 1.1 + 0.4,
        parameters * 40,
        new TreeMap<>(Map.of("engine", "dl4j", "blas", "OpenBLAS 0.3.31", "java", "17.0.15")),
        metrics);
  }
}
