package org.kvsweep.trial;

import java.nio.file.Path;
import java.util.Optional;

/** The services of the place where a trial runs. */
public interface TrialContext {
  /** The name of the file with the trained model in {@link #modelFolder}. */
  String MODEL_FILE = "model.zip";

  /** The instruction that a trial gets when it has reported. */
  enum Answer {
    CONTINUE,
    STOP
  }

  /**
   * Takes a report, a few times a minute at most, once at the end of each epoch and once after each
   * evaluation, and says how to go on. Quick, but for an evaluation on which it is decided whether
   * the trial goes on; never throws.
   */
  Answer report(TrialProgress progress);

  /**
   * Hears of an evaluation, of those before a checkpoint too when a trial goes on from one. A
   * report has to follow before the trial is trained any further. Quick; never throws.
   */
  default void evaluated(EpochMetrics metrics) {}

  /**
   * Hears that the trial lives while it does something else than steps for long, such as an
   * evaluation: a trial that is silent for minutes counts as hanging. Every few seconds at most;
   * quick; never throws.
   *
   * @param progress as in a report, which this is not: nothing is decided
   */
  default void lives(TrialProgress progress) {}

  /**
   * Returns true once the trial has to give up at once; asked between steps, and in the middle of
   * an evaluation.
   */
  boolean cancelled();

  /**
   * Returns true once the trial has to save its state and stop, as after a report that was answered
   * {@link Answer#STOP}; asked between steps.
   */
  default boolean stopAsked() {
    return false;
  }

  /** Returns where the trial saves its state, and finds the state of an earlier attempt. */
  default Checkpoints checkpoints() {
    return Checkpoints.NONE;
  }

  /** The folder of data files, which need not exist for tasks that make their own data. */
  Path dataFolder();

  /**
   * Returns the checksums that the driver found in data files before the sweep began. An engine
   * refuses to train on other contents, see {@link DataChecksums#require}; none where the driver
   * does not see the files.
   */
  default DataChecksums expectedData() {
    return DataChecksums.NONE;
  }

  /** The GPU that this trial is to compute on; empty where it has been given none. */
  default Optional<Device> device() {
    return Optional.empty();
  }

  /** Returns the resources of the trial beyond a core, in words; empty if it asked for none. */
  default Optional<String> resources() {
    return Optional.empty();
  }

  /** The workers that train this trial together. */
  default WorkerGroup workers() {
    return WorkerGroup.ALONE;
  }

  /**
   * A folder of this trial alone, on the machine where it runs, that takes its trained model; empty
   * where models are not kept. It is made if it does not exist.
   */
  default Optional<Path> modelFolder() {
    return Optional.empty();
  }

  /** A context for running a trial alone: nobody listens, nobody stops it. */
  static TrialContext alone(Path dataFolder) {
    return new TrialContext() {
      @Override
      public Answer report(TrialProgress progress) {
        return Answer.CONTINUE;
      }

      @Override
      public boolean cancelled() {
        return false;
      }

      @Override
      public Path dataFolder() {
        return dataFolder;
      }
    };
  }
}
