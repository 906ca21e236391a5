package org.kvsweep.plan;

import org.kvsweep.settings.Labelled;

/**
 * The rule that changes parameters by their gradients. kvsweep's own layers are trained by {@link
 * #ADAM} alone; networks of Deeplearning4j's layers by each of these, as Deeplearning4j has them.
 */
public enum Updater implements Labelled {
  ADAM("adam"),
  ADA_MAX("ada-max"),
  NADAM("nadam"),
  AMS_GRAD("ams-grad"),
  ADA_GRAD("ada-grad"),
  RMS_PROP("rms-prop"),
  /** Gradient descent with Nesterov's momentum. */
  NESTEROVS("nesterovs"),
  /** Gradient descent alone. */
  SGD("sgd"),
  /** Whatever the network's configuration names, with its own learning rates and schedules. */
  OF_NETWORK("network");

  private final String label;

  Updater(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
