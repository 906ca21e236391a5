package org.kvsweep.task.language;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.Score;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.model.Translator;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.task.Batch;
import org.kvsweep.task.ShownExample;
import org.kvsweep.task.Task;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.LifeSign;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The sentences of one trial and the model that translates them.
 *
 * @param testText the test sentences in words, which BLEU is measured on
 */
record TranslationTask(
    TrialSpec spec,
    WordVocabulary source,
    WordVocabulary target,
    SentencePairs train,
    SentencePairs validation,
    SentencePairs test,
    ParallelText testText,
    DataChecksums data)
    implements Task {
  /** The vocabularies in a saved model. */
  static final String SOURCE_VOCABULARY = "source-vocabulary.txt";

  static final String TARGET_VOCABULARY = "target-vocabulary.txt";

  /** The task with vocabularies of its training text. */
  static TranslationTask of(
      TrialSpec spec,
      ParallelText training,
      ParallelText validation,
      ParallelText test,
      DataChecksums data) {
    int minFrequency = spec.task().integer(TranslationTasks.MIN_FREQUENCY);
    WordVocabulary source = WordVocabulary.of(training.sources(), minFrequency);
    WordVocabulary target = WordVocabulary.of(training.targets(), minFrequency);
    return new TranslationTask(
        spec,
        source,
        target,
        training.pairs(source, target),
        validation.pairs(source, target),
        test.pairs(source, target),
        test,
        data);
  }

  @Override
  public ComputationGraphConfiguration network(KernelChoice kernels) {
    return TranslationTasks.model(spec, source.size(), target.size())
        .network(spec.seed(), DataType.FLOAT, kernels);
  }

  /**
   * Loss is the divergence from smoothed labels that training minimises; the rest knows no
   * smoothing.
   */
  @Override
  public Map<String, Double> metrics(Score score) {
    return Map.of(
        "loss", score.meanLoss(),
        "perplexity", score.perplexity(),
        "token-accuracy", score.accuracy());
  }

  @Override
  public Map<String, Double> measure(ComputationGraph trained, LifeSign sign) {
    int longest = spec.task().integer(TranslationTasks.LONGEST_OUTPUT);
    List<List<String>> translated =
        new Translation(trained, source, target, longest).translate(testText.sources(), sign);
    Bleu bleu = new Bleu();
    Bleu withMarks = new Bleu();
    for (int line = 0; line < translated.size(); line++) {
      List<String> translation = translated.get(line);
      List<String> reference = testText.targets().get(line);
      bleu.add(translation, reference);
      withMarks.add(
          WordVocabulary.marked(translation, translation.size() < longest),
          WordVocabulary.marked(reference, true));
    }
    return Map.of(
        TranslationTasks.BLEU, bleu.score(), TranslationTasks.BLEU_WITH_MARKS, withMarks.score());
  }

  /** The shortest are too short to see much in them, so one from the middle. */
  @Override
  public Optional<ShownExample> shown() {
    if (test.size() == 0) {
      return Optional.empty();
    }
    Batch middle = ShownExample.read(test, test.size() / 2);
    return Optional.of(
        new ShownExample(
            "test sentence of middle length, and what is to be written",
            middle,
            List.of(
                source.words(ShownExample.ids(middle, 0).toArray()),
                target.words(ShownExample.ids(middle, 1).toArray()))));
  }

  @Override
  public TrialCost cost(TrialSpec trial, TrialCost planned) {
    int longest =
        Stream.of(train, validation, test).mapToInt(SentencePairs::longest).max().orElseThrow();
    Translator model = TranslationTasks.model(trial, source.size(), target.size());
    int batchSize = TrainingKeys.plan(trial.training()).batchSize();
    return TranslationTasks.cost(
        trial, model, train.size(), train.usualLengths(batchSize), longest);
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(data.environment());
    environment.put("source-vocabulary", Integer.toString(source.size()));
    environment.put("target-vocabulary", Integer.toString(target.size()));
    environment.put("train-pairs", Integer.toString(train.size()));
    return environment;
  }

  @Override
  public Map<String, byte[]> attachments() {
    return Map.of(SOURCE_VOCABULARY, source.bytes(), TARGET_VOCABULARY, target.bytes());
  }
}
