package org.kvsweep.task.synthetic;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.layer.TokenShape;
import org.kvsweep.model.ModelCost;
import org.kvsweep.model.SequenceEncoder;
import org.kvsweep.plan.Budget;
import org.kvsweep.plan.KeepBest;
import org.kvsweep.plan.Optimizer;
import org.kvsweep.plan.Schedule;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.random.RandomStream;
import org.kvsweep.settings.Conflict;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Labelled;
import org.kvsweep.settings.Schema;
import org.kvsweep.settings.Settings;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.kvsweep.task.MetricNames;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.task.ShownExample;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The five synthetic tasks: reverse, sort, copy, swap and sub. Sequences of digits at random, every
 * digit gets a label; the defaults are the paper's.
 */
public final class SyntheticTasks implements TaskProvider {
  private static final int LARGEST = 1_000_000;
  private static final TrainingPlan DEFAULTS =
      new TrainingPlan(
          Budget.epochs(2), 128, Optimizer.adam(1e-3), new Schedule.Cosine(5), 5, 0, KeepBest.NONE);

  @Override
  public Set<String> names() {
    return new LinkedHashSet<>(Labelled.labels(Relabeling.class));
  }

  @Override
  public Schema taskSchema(String name) {
    return Schema.of(
        Key.integer("length", 16, 1, 4096, "digits in a sequence"),
        Key.integer("train", 50_000, 1, LARGEST, "training sequences"),
        Key.integer("validation", 1_000, 1, LARGEST, "validation sequences"),
        Key.integer("test", 10_000, 1, LARGEST, "test sequences"));
  }

  @Override
  public Schema modelSchema(String name) {
    return Schema.of(
        ModelKeys.attention(),
        ModelKeys.width(64),
        ModelKeys.depth(2),
        ModelKeys.heads(2),
        ModelKeys.dropout("dropout", 0.1, "an activation"));
  }

  @Override
  public Schema trainingSchema(String name) {
    return TrainingKeys.schema(DEFAULTS);
  }

  @Override
  public Set<String> metrics(String name) {
    return MetricNames.onEachPart("loss", "accuracy");
  }

  @Override
  public List<Conflict> conflicts(TrialSpec spec) {
    List<Conflict> conflicts = new ArrayList<>(ModelKeys.conflicts(spec.model()));
    conflicts.addAll(TrainingKeys.conflicts(spec.training(), spec.task().integer("train")));
    return conflicts;
  }

  @Override
  public TrialCost cost(TrialSpec spec) {
    TrainingPlan plan = TrainingKeys.plan(spec.training());
    TokenShape shape = new TokenShape(plan.batchSize(), spec.task().integer("length"));
    ModelCost cost = model(spec).cost(shape);
    return cost.trial(plan.length(spec.task().integer("train")).steps());
  }

  private static SequenceEncoder model(TrialSpec spec) {
    Settings model = spec.model();
    return new SequenceEncoder(
        ModelKeys.attentionOf(spec),
        DigitSequences.DIGITS,
        model.integer("width"),
        model.integer("depth"),
        model.integer("heads"),
        model.number("dropout"));
  }

  @Override
  public Task create(TrialSpec spec, Path dataFolder) {
    return new SyntheticTask(
        spec,
        examples(spec, "train", spec.task().integer("train")),
        examples(spec, "validation", spec.task().integer("validation")),
        examples(spec, "test", spec.task().integer("test")));
  }

  private static Examples examples(TrialSpec spec, String part, int count) {
    Relabeling relabeling = Labelled.of(Relabeling.class, spec.taskName()).orElseThrow();
    return new DigitSequences(
        relabeling,
        count,
        spec.task().integer("length"),
        RandomStream.of(spec.seed(), "data/" + part, 0));
  }

  private record SyntheticTask(TrialSpec spec, Examples train, Examples validation, Examples test)
      implements Task {
    @Override
    public ComputationGraphConfiguration network(KernelChoice kernels) {
      int length = spec.task().integer("length");
      return model(spec).network(length, spec.seed(), DataType.FLOAT, kernels);
    }

    /**
     * Returns the example to show, which is the same for all seeds, although every seed has its own
     * sequences.
     */
    @Override
    public Optional<ShownExample> shown() {
      Batch first = ShownExample.read(examples(spec.withSeed(0), "test", 1), 0);
      List<String> digits = ShownExample.ids(first, 0).mapToObj(Integer::toString).toList();
      return Optional.of(new ShownExample("first test sequence of seed 0", first, List.of(digits)));
    }
  }
}
