package org.kvsweep.task;

import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.KernelChoice;
import org.kvsweep.kernel.Score;
import org.kvsweep.trial.TrialCost;

/** The data of one trial and the model that learns it. */
public interface Task {

  /**
   * The network, in float, with weights drawn from the trial's seed. Its last layer is the output
   * and scores itself against class ids.
   */
  ComputationGraphConfiguration network(KernelChoice kernels);

  Examples train();

  Examples validation();

  Examples test();

  /** The metrics that a score stands for; the part of the data is put before their names. */
  default Map<String, Double> metrics(Score score) {
    return Map.of("loss", score.meanLoss(), "accuracy", score.accuracy());
  }

  /** What the trial costs now that its data are known, where the plan had to guess. */
  default TrialCost cost(TrialCost planned) {
    return planned;
  }

  /** What the numbers depend on beside the trial's spec, for its record: values by name. */
  default Map<String, String> environment() {
    return Map.of();
  }

  /** What else is measured with the trained network, once at the end: metrics by full name. */
  default Map<String, Double> measure(ComputationGraph trained) {
    return Map.of();
  }

  /** What a saved model needs beside its network, such as a vocabulary: contents by file name. */
  default Map<String, byte[]> attachments() {
    return Map.of();
  }
}
