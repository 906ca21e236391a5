package org.kvsweep.task.language;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.kvsweep.kernel.Score;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.layer.TokenShape;
import org.kvsweep.model.ModelCost;
import org.kvsweep.model.NumberModel;
import org.kvsweep.plan.Budget;
import org.kvsweep.plan.KeepBest;
import org.kvsweep.plan.Optimizer;
import org.kvsweep.plan.Schedule;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.settings.Conflict;
import org.kvsweep.settings.Key;
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
 * Predicts the next word in the numbers from 1 to 9999, which are made when the trial starts. The
 * first four fifths of the windows are for training, the rest for validation; the defaults are the
 * paper's.
 */
public final class NumberTasks implements TaskProvider {
  /** The name of the task. */
  public static final String NAME = "numbers";

  static final String LENGTH = "length";
  private static final String DROPOUT = "dropout";
  private static final String FEED_FORWARD_DROPOUT = "feed-forward-dropout";
  private static final double TRAINING_SHARE = 0.8;

  /** The number of tokens of {@link NumberWords#all}, and of distinct ones, checked by its test. */
  static final int TOKENS = 63_095;

  static final int VOCABULARY = 30;

  private static final TrainingPlan DEFAULTS =
      new TrainingPlan(
          Budget.epochs(15),
          64,
          new Optimizer(1e-3, 0.95, 0.99, 1e-5, 0.01),
          new Schedule.OneCycle(0),
          0,
          0,
          KeepBest.NONE);

  @Override
  public Set<String> names() {
    return Set.of(NAME);
  }

  @Override
  public Schema taskSchema(String name) {
    return Schema.of(Key.integer(LENGTH, 16, 1, 4096, "words that the model sees"));
  }

  @Override
  public Schema modelSchema(String name) {
    return Schema.of(
        ModelKeys.attention(),
        ModelKeys.width(64),
        ModelKeys.depth(4),
        ModelKeys.heads(8),
        ModelKeys.dropout(DROPOUT, 0.1, "an activation"),
        ModelKeys.dropout(FEED_FORWARD_DROPOUT, 0.2, "what the feed-forward part adds"));
  }

  @Override
  public Schema trainingSchema(String name) {
    return TrainingKeys.schema(DEFAULTS);
  }

  @Override
  public Set<String> metrics(String name) {
    return MetricNames.without(
        MetricNames.onEachPart("loss", "perplexity", "accuracy"), MetricNames.TEST);
  }

  @Override
  public List<Conflict> conflicts(TrialSpec spec) {
    List<Conflict> conflicts = new ArrayList<>(ModelKeys.conflicts(spec.model()));
    conflicts.addAll(TrainingKeys.conflicts(spec.training(), trainingWindows(spec)));
    return conflicts;
  }

  private static int windows(TrialSpec spec) {
    return (TOKENS - 1) / spec.task().integer(LENGTH);
  }

  private static int trainingWindows(TrialSpec spec) {
    return (int) (windows(spec) * TRAINING_SHARE);
  }

  @Override
  public TrialCost cost(TrialSpec spec) {
    TrainingPlan plan = TrainingKeys.plan(spec.training());
    TokenShape shape = new TokenShape(plan.batchSize(), spec.task().integer(LENGTH));
    ModelCost cost = model(spec).cost(shape);
    return cost.trial(plan.length(trainingWindows(spec)).steps());
  }

  private static NumberModel model(TrialSpec spec) {
    Settings model = spec.model();
    return new NumberModel(
        ModelKeys.attentionOf(spec),
        VOCABULARY,
        model.integer(ModelKeys.WIDTH),
        model.integer(ModelKeys.DEPTH),
        model.integer(ModelKeys.HEADS),
        model.number(DROPOUT),
        model.number(FEED_FORWARD_DROPOUT));
  }

  @Override
  public Task create(TrialSpec spec, Path dataFolder) {
    int[] tokens = NumberWords.ids(NumberWords.all());
    Windows all =
        Windows.of(tokens, spec.task().integer(LENGTH), Windows.Start.FIXED, "the numbers");
    int cut = trainingWindows(spec);
    return new NumberTask(spec, all.part(0, cut), all.part(cut, all.size()));
  }

  private record NumberTask(TrialSpec spec, Windows train, Windows validation) implements Task {
    @Override
    public ComputationGraphConfiguration network(KernelChoice kernels) {
      int length = spec.task().integer(LENGTH);
      return model(spec).network(length, spec.seed(), DataType.FLOAT, kernels);
    }

    /** Returns no examples: the paper has only a training and a validation part. */
    @Override
    public Examples test() {
      return Examples.none();
    }

    @Override
    public Optional<ShownExample> shown() {
      Batch first = ShownExample.read(validation, 0);
      List<String> vocabulary = NumberWords.vocabulary();
      List<String> words = ShownExample.ids(first, 0).mapToObj(vocabulary::get).toList();
      return Optional.of(
          new ShownExample("first window of the validation numbers", first, List.of(words)));
    }

    @Override
    public Map<String, Double> metrics(Score score) {
      return Map.of(
          "loss", score.meanLoss(),
          "perplexity", score.perplexity(),
          "accuracy", score.accuracy());
    }
  }
}
