package org.kvsweep.task;

import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.Score;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.trial.LifeSign;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialSpec;

/** The data of one trial and the model that learns it. */
public interface Task {

  /**
   * The network, in float. Either its last layer is the output, is one of kvsweep's, and scores
   * itself against class ids; then its weights are drawn from the trial's seed here. Or its output
   * is a layer of Deeplearning4j's, with a loss that takes the labels as they are; then whoever
   * trains it sets its seed, and scores it by {@link #predicts()}.
   */
  ComputationGraphConfiguration network(KernelChoice kernels);

  /** What the network predicts, if its output is a layer of Deeplearning4j's. */
  default Target predicts() {
    return new Target.Classes();
  }

  Examples train();

  Examples validation();

  Examples test();

  /**
   * The metrics that a score of kvsweep's output layers stands for; the part of the data is put
   * before their names. Networks of Deeplearning4j's layers have those of their {@link
   * #predicts()}.
   */
  default Map<String, Double> metrics(Score score) {
    return Map.of("loss", score.meanLoss(), "accuracy", score.accuracy());
  }

  /**
   * Returns the cost of a trial with its data known, if {@link TaskProvider#cost} had to estimate
   * it.
   *
   * @param trial with the {@code task:} section of this task, and any model and training
   */
  default TrialCost cost(TrialSpec trial, TrialCost planned) {
    return planned;
  }

  /**
   * Returns why these data give no such metric, as the end of a sentence, where {@link
   * TaskProvider#metrics} does not know it yet; empty where they give it.
   */
  default Optional<String> whyWithout(String metric) {
    return Optional.empty();
  }

  /**
   * Returns what the numbers depend on beside the trial's spec, for its record: values by name. A
   * task that reads files has their {@link org.kvsweep.trial.DataChecksums} among them.
   */
  default Map<String, String> environment() {
    return Map.of();
  }

  /** Returns more metrics of the trained network, measured once at the end: by full name. */
  default Map<String, Double> measure(ComputationGraph trained) {
    return Map.of();
  }

  /**
   * Returns the same, with a sign of life again and again where it takes minutes: a silent trial
   * counts as hanging.
   */
  default Map<String, Double> measure(ComputationGraph trained, LifeSign sign) {
    return measure(trained);
  }

  /**
   * The example on which the attention of trained models is looked at: the same for all trials of a
   * task where the data allow it, from test data, or validation data where there are none. Empty if
   * there are neither.
   */
  default Optional<ShownExample> shown() {
    if (test().size() > 0) {
      return Optional.of(ShownExample.of("first test example", test(), 0));
    }
    return validation().size() > 0
        ? Optional.of(ShownExample.of("first validation example", validation(), 0))
        : Optional.empty();
  }

  /**
   * Returns the files that a saved model needs beside its network, such as a vocabulary: contents
   * by file name.
   */
  default Map<String, byte[]> attachments() {
    return Map.of();
  }
}
