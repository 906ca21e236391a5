package org.kvsweep.plan;

/**
 * The rule that changes parameters by their gradients. kvsweep's own layers are trained by {@link
 * #ADAM} alone; networks of Deeplearning4j's layers by each of these, as Deeplearning4j has them.
 */
public enum Updater {
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

  /** Returns the word for it in sweep files. */
  public String label() {
    return label;
  }

  static Updater of(String label) {
    for (Updater one : values()) {
      if (one.label.equals(label)) {
        return one;
      }
    }
    throw new IllegalArgumentException("Cannot choose an updater: none is called " + label);
  }
}
