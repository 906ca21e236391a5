package org.kvsweep.task.language;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.kvsweep.layer.TokenShape;
import org.kvsweep.model.ModelCost;
import org.kvsweep.model.Translator;
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
import org.kvsweep.task.language.SentencePairs.Lengths;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialSpec;

/**
 * Translation between German and English: Multi30k or any files whose lines belong together. The
 * defaults are the paper's; a learning rate of 0 stands for the peak that "Attention Is All You
 * Need" derives from width and warm-up.
 */
public final class TranslationTasks implements TaskProvider {
  private static final String GERMAN_ENGLISH = "translation-de-en";
  private static final String ENGLISH_GERMAN = "translation-en-de";

  /** The names of the tasks. */
  static final Set<String> NAMES =
      Collections.unmodifiableSet(new LinkedHashSet<>(List.of(GERMAN_ENGLISH, ENGLISH_GERMAN)));

  static final String SOURCE = "source";
  static final String TARGET = "target";
  static final String MIN_FREQUENCY = "min-frequency";
  static final String BLEU = "test-bleu";

  /**
   * BLEU as the paper's code computes it: the marks that begin and end a sentence count as words.
   */
  static final String BLEU_WITH_MARKS = "test-bleu-with-marks";

  static final String LONGEST = "longest";
  static final String LONGEST_OUTPUT = "longest-output";
  static final String LIMIT_TRAIN = "limit-train";
  static final String LIMIT_TEST = "limit-test";
  private static final String DATASET = "dataset";
  private static final String DROPOUT = "dropout";
  private static final int LARGEST = 100_000_000;

  /**
   * The size of Multi30k, for planning without the files: pairs, and tokens of a sentence in a
   * usual batch.
   */
  private static final int PUBLISHED_PAIRS = 29_000;

  private static final int USUAL_LENGTH = 16;

  /** Its longest sentence, with begin and end. */
  private static final int USUAL_LONGEST = 46;

  /**
   * Memory for the code of one more pair of lengths, and how many pairs there are; measured on it
   * in batches of 50.
   */
  private static final long CODE_BYTES = 5_000_000;

  private static final int USUAL_PAIRS_OF_LENGTHS = 250;

  /** Words that come up twice or more in its German and English; measured. */
  private static final int USUAL_VOCABULARY = 7_000;

  private static final TrainingPlan DEFAULTS =
      new TrainingPlan(
          Budget.epochs(20),
          50,
          new Optimizer(0, 0.9, 0.98, 1e-9, 0),
          new Schedule.InverseSquareRoot(4_000),
          0,
          0,
          KeepBest.NONE);

  @Override
  public Set<String> names() {
    return NAMES;
  }

  @Override
  public Schema taskSchema(String name) {
    boolean german = name.equals(GERMAN_ENGLISH);
    return Schema.of(
        Key.text(
            DATASET,
            "multi30k",
            "a folder beside the sweep file or in the data folder, or its full path"),
        Key.text("train", "train", "name of the training files, without extension"),
        Key.text("validation", "val", "name of the validation files, without extension"),
        Key.text("test", "test", "name of the test files, without extension"),
        Key.text(SOURCE, german ? "de" : "en", "extension of source files"),
        Key.text(TARGET, german ? "en" : "de", "extension of target files"),
        Key.integer(
            MIN_FREQUENCY, 2, 1, LARGEST, "occurrences that a word needs to be in the vocabulary"),
        Key.integer(
            LONGEST, 100, 1, 1000, "most words in a training line; longer lines are skipped"),
        Key.integer(LONGEST_OUTPUT, 100, 1, 1000, "most words in a translation"),
        Key.integer(LIMIT_TRAIN, 0, 0, LARGEST, "train on only the first lines, this many; 0: all"),
        Key.integer(LIMIT_TEST, 0, 0, LARGEST, "test on only the first lines, this many; 0: all"));
  }

  @Override
  public Schema modelSchema(String name) {
    return Schema.of(
        ModelKeys.attention(),
        ModelKeys.width(128),
        ModelKeys.depth(2),
        ModelKeys.heads(4),
        ModelKeys.dropout(DROPOUT, 0.1, "an activation"));
  }

  @Override
  public Schema trainingSchema(String name) {
    return TrainingKeys.schema(DEFAULTS);
  }

  @Override
  public TrainingPlan plan(TrialSpec spec) {
    TrainingPlan plan = TrainingKeys.plan(spec.training());
    if (plan.optimizer().learningRate() > 0) {
      return plan;
    }
    int warmup = Math.max(1, plan.schedule().warmupSteps());
    int width = spec.model().integer(ModelKeys.WIDTH);
    return plan.withLearningRate(1 / Math.sqrt((double) width * warmup));
  }

  @Override
  public Set<String> metrics(String name) {
    return MetricNames.union(
        MetricNames.onEachPart("loss", "perplexity", "token-accuracy"),
        Set.of(BLEU, BLEU_WITH_MARKS));
  }

  @Override
  public List<Conflict> conflicts(TrialSpec spec) {
    List<Conflict> conflicts = new ArrayList<>(ModelKeys.conflicts(spec.model()));
    int limit = spec.task().integer(LIMIT_TRAIN);
    // How many lines files of the user's own have, is known only where they lie.
    conflicts.addAll(TrainingKeys.conflicts(spec.training(), limit == 0 ? Long.MAX_VALUE : limit));
    return conflicts;
  }

  @Override
  public TrialCost cost(TrialSpec spec) {
    int limit = spec.task().integer(LIMIT_TRAIN);
    int pairs = limit == 0 ? PUBLISHED_PAIRS : Math.min(limit, PUBLISHED_PAIRS);
    TrainingPlan plan = TrainingKeys.plan(spec.training());
    Translator model = model(spec, USUAL_VOCABULARY, USUAL_VOCABULARY);
    int longest = Math.min(USUAL_LONGEST, spec.task().integer(LONGEST) + 2);
    Lengths usual = new Lengths(USUAL_LENGTH, USUAL_LENGTH);
    return cost(spec, model, plan.plannedExamples(pairs), usual, longest);
  }

  @Override
  public boolean estimatesCost(TrialSpec spec) {
    return true;
  }

  /**
   * The cost of a trial: operations are those of usual batches, memory is that of the longest
   * sentences.
   *
   * @param longest tokens of a sentence
   */
  static TrialCost cost(
      TrialSpec spec, Translator model, int pairs, Lengths usualLengths, int longest) {
    TrainingPlan plan = TrainingKeys.plan(spec.training());
    long steps = plan.length(pairs).steps();
    ModelCost usual =
        model.cost(
            new TokenShape(plan.batchSize(), usualLengths.source()),
            new TokenShape(plan.batchSize(), usualLengths.target()));
    int batch = Math.max(plan.batchSize(), SentencePairs.SCORED_TOGETHER);
    ModelCost most = model.cost(new TokenShape(batch, longest));
    long code = CODE_BYTES * Math.min(steps, USUAL_PAIRS_OF_LENGTHS);
    return new ModelCost(
            usual.parameters(),
            usual.forwardFlops(),
            usual.stepFlops(),
            most.offHeapBytes() + code,
            most.largestBufferBytes())
        .trial(steps);
  }

  static Translator model(TrialSpec spec, int sourceVocabulary, int targetVocabulary) {
    Settings model = spec.model();
    return new Translator(
        ModelKeys.attentionOf(spec),
        sourceVocabulary,
        targetVocabulary,
        model.integer(ModelKeys.WIDTH),
        model.integer(ModelKeys.DEPTH),
        model.integer(ModelKeys.HEADS),
        model.number(DROPOUT));
  }

  @Override
  public Set<String> dataFiles(TrialSpec spec, Path dataFolder) {
    Set<String> files = new LinkedHashSet<>();
    for (String part : List.of("train", "validation", "test")) {
      for (String language : List.of(SOURCE, TARGET)) {
        String file = file(spec, part) + "." + spec.task().word(language);
        files.add(TextFile.pathOf(dataFolder, file));
      }
    }
    return files;
  }

  @Override
  public Optional<String> dataKey(TrialSpec spec) {
    return Optional.of(DATASET);
  }

  @Override
  public Task create(TrialSpec spec, Path dataFolder) {
    Settings task = spec.task();
    Languages languages = new Languages(task.word(SOURCE), task.word(TARGET));
    List<DataChecksums> seen = new ArrayList<>();
    Function<String, ParallelText> read =
        part -> ParallelText.read(dataFolder, file(spec, part), languages, seen::add);
    ParallelText training =
        read.apply("train").limited(task.integer(LIMIT_TRAIN)).between1And(task.integer(LONGEST));
    ParallelText validation = read.apply("validation");
    ParallelText test = read.apply("test").limited(task.integer(LIMIT_TEST));
    return TranslationTask.of(spec, training, validation, test, DataChecksums.of(seen));
  }

  private static String file(TrialSpec spec, String part) {
    return spec.task().word(DATASET) + "/" + spec.task().word(part);
  }
}
