package org.kvsweep.task.language;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.kvsweep.kernel.Score;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.kvsweep.task.ShownExample;
import org.kvsweep.task.Task;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.api.buffer.DataType;

/** The text of one trial and the model of its characters. */
record CharacterTask(
    TrialSpec spec,
    CharacterVocabulary vocabulary,
    Windows train,
    Windows validation,
    DataChecksums data)
    implements Task {
  /** The vocabulary in a saved model. */
  static final String VOCABULARY = "vocabulary.txt";

  @Override
  public ComputationGraphConfiguration network(KernelChoice kernels) {
    return CharacterTasks.model(spec, vocabulary.size())
        .network(spec.seed(), DataType.FLOAT, kernels);
  }

  /** Returns no examples: the paper has only a training and a validation part. */
  @Override
  public Examples test() {
    return Examples.none();
  }

  @Override
  public Optional<ShownExample> shown() {
    Batch first = ShownExample.read(validation, 0);
    List<String> characters =
        ShownExample.ids(first, 0).mapToObj(id -> vocabulary.text(new int[] {id})).toList();
    return Optional.of(
        new ShownExample("first window of the validation text", first, List.of(characters)));
  }

  @Override
  public Map<String, Double> metrics(Score score) {
    return Map.of("loss", score.meanLoss(), "perplexity", score.perplexity());
  }

  @Override
  public TrialCost cost(TrialSpec trial, TrialCost planned) {
    return CharacterTasks.cost(trial, vocabulary.size(), train.size());
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(data.environment());
    environment.put("vocabulary", Integer.toString(vocabulary.size()));
    return environment;
  }

  @Override
  public Map<String, byte[]> attachments() {
    return Map.of(VOCABULARY, vocabulary.bytes());
  }
}
