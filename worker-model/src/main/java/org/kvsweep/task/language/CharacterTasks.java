package org.kvsweep.task.language;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kvsweep.layer.TokenShape;
import org.kvsweep.model.CharacterModel;
import org.kvsweep.model.ModelCost;
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
import org.kvsweep.task.MetricNames;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.task.data.TextFile;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialSpec;

/**
 * Predicts the next character of a text: tiny Shakespeare or any other in UTF-8. The end of the
 * text is for validation, and the vocabulary is that of the part before; the defaults are the
 * paper's.
 *
 * <p>An epoch passes over the text in windows that begin at random; validation is on fixed windows.
 */
public final class CharacterTasks implements TaskProvider {
  /** The name of the task. */
  public static final String NAME = "characters";

  private static final String FILE = "file";
  static final String CONTEXT = "context";
  private static final String VALIDATION_SHARE = "validation-share";
  private static final String VALIDATION_WINDOWS = "validation-windows";
  private static final String DROPOUT = "dropout";

  /**
   * The size of the default file, for planning without it: characters, and how many distinct ones.
   */
  private static final int PUBLISHED_CHARACTERS = 1_115_394;

  private static final int PUBLISHED_VOCABULARY = 65;

  private static final TrainingPlan DEFAULTS =
      new TrainingPlan(
          Budget.steps(10_000),
          64,
          Optimizer.adamW(5e-4),
          new Schedule.Constant(0),
          0,
          200,
          KeepBest.NONE);

  @Override
  public Set<String> names() {
    return Set.of(NAME);
  }

  @Override
  public Schema taskSchema(String name) {
    return Schema.of(
        Key.text(
            FILE,
            "tiny-shakespeare/input.txt",
            "a text beside the sweep file or in the data folder, or its full path"),
        Key.integer(CONTEXT, 64, 1, 4096, "characters that the model sees"),
        Key.number(
            VALIDATION_SHARE, 0.1, 1e-4, 0.9, "share of the text for validation, at its end"),
        Key.integer(
            VALIDATION_WINDOWS,
            0,
            0,
            1_000_000_000,
            "windows to evaluate on, evenly spread; 0: all"));
  }

  @Override
  public Schema modelSchema(String name) {
    return Schema.of(
        ModelKeys.attention(),
        ModelKeys.width(192),
        ModelKeys.depth(6),
        ModelKeys.heads(3),
        ModelKeys.dropout(DROPOUT, 0.2, "an activation"));
  }

  @Override
  public Schema trainingSchema(String name) {
    return TrainingKeys.schema(DEFAULTS);
  }

  @Override
  public Set<String> metrics(String name) {
    return MetricNames.without(MetricNames.onEachPart("loss", "perplexity"), MetricNames.TEST);
  }

  @Override
  public List<Conflict> conflicts(TrialSpec spec) {
    List<Conflict> conflicts = new ArrayList<>(ModelKeys.conflicts(spec.model()));
    // How long a text of the user's own is, is known only where it lies.
    conflicts.addAll(TrainingKeys.conflicts(spec.training(), Long.MAX_VALUE));
    return conflicts;
  }

  @Override
  public TrialCost cost(TrialSpec spec) {
    int training = trainingCharacters(PUBLISHED_CHARACTERS, spec.task().number(VALIDATION_SHARE));
    int windows = Math.max(1, (training - 1) / spec.task().integer(CONTEXT));
    TrainingPlan plan = TrainingKeys.plan(spec.training());
    return cost(spec, PUBLISHED_VOCABULARY, plan.plannedExamples(windows));
  }

  @Override
  public boolean estimatesCost(TrialSpec spec) {
    return true;
  }

  static TrialCost cost(TrialSpec spec, int vocabulary, int windows) {
    TrainingPlan plan = TrainingKeys.plan(spec.training());
    TokenShape shape = new TokenShape(plan.batchSize(), spec.task().integer(CONTEXT));
    ModelCost cost = model(spec, vocabulary).cost(shape);
    return cost.trial(plan.length(windows).steps());
  }

  static CharacterModel model(TrialSpec spec, int vocabulary) {
    Settings model = spec.model();
    return new CharacterModel(
        ModelKeys.attentionOf(spec),
        vocabulary,
        spec.task().integer(CONTEXT),
        model.integer(ModelKeys.WIDTH),
        model.integer(ModelKeys.DEPTH),
        model.integer(ModelKeys.HEADS),
        model.number(DROPOUT));
  }

  private static int trainingCharacters(int all, double validationShare) {
    return (int) (all * (1 - validationShare));
  }

  @Override
  public Set<String> dataFiles(TrialSpec spec, Path dataFolder) {
    return Set.of(TextFile.pathOf(dataFolder, spec.task().word(FILE)));
  }

  @Override
  public Optional<String> dataKey(TrialSpec spec) {
    return Optional.of(FILE);
  }

  @Override
  public Task create(TrialSpec spec, Path dataFolder) {
    Settings task = spec.task();
    String file = task.word(FILE);
    List<DataChecksums> seen = new ArrayList<>();
    int[] text = TextFile.read(dataFolder, file, seen::add).codePoints().toArray();
    int cut = trainingCharacters(text.length, task.number(VALIDATION_SHARE));
    int[] training = Arrays.copyOfRange(text, 0, cut);
    int[] rest = Arrays.copyOfRange(text, cut, text.length);
    CharacterVocabulary vocabulary = CharacterVocabulary.of(training, rest);
    int context = task.integer(CONTEXT);
    Windows train =
        Windows.of(
            vocabulary.ids(training),
            context,
            Windows.Start.SHIFTED,
            "the training part of " + file);
    Windows validation =
        Windows.of(
            vocabulary.ids(rest), context, Windows.Start.FIXED, "the validation part of " + file);
    int most = task.integer(VALIDATION_WINDOWS);
    return new CharacterTask(
        spec,
        vocabulary,
        train,
        most == 0 ? validation : validation.spread(most),
        DataChecksums.of(seen));
  }
}
