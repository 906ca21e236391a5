package org.kvsweep.results;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.Checkpoints;
import org.kvsweep.trial.TrialId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states of running trials in a results folder. The one part of it that executors write to:
 * what they write is never a result, only a place to go on from, and the same whoever writes it, so
 * an attempt that was given up does no harm here.
 */
public final class CheckpointFolder {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);

  private final FolderFiles files;

  CheckpointFolder(FolderFiles files) {
    this.files = files;
  }

  /**
   * The folder at the address that {@link ResultsStore#checkpointAddress} gave, from any process.
   *
   * @throws IOException if the same folder can't be seen from here
   */
  public static CheckpointFolder at(String address, Configuration hadoop) throws IOException {
    FolderFiles files = FolderFiles.open(address, hadoop);
    if (!ResultsFolder.isResultsFolder(files)) {
      throw new IOException(
          "Cannot keep checkpoints in %s: the results folder can't be seen from here"
              .formatted(address));
    }
    return new CheckpointFolder(files);
  }

  /** The checkpoints of one trial. */
  public Checkpoints of(TrialId trial, CheckpointPolicy policy) {
    return of(trial, policy, Optional.empty());
  }

  /**
   * The checkpoints of one trial.
   *
   * @param shorter an ended trial, from whose last state this one goes on
   */
  public Checkpoints of(TrialId trial, CheckpointPolicy policy, Optional<TrialId> shorter) {
    return new ContinuedCheckpoints(
        new FolderCheckpoints(files, ResultsLayout.CHECKPOINTS, trial, policy),
        lastStates(trial),
        shorter.map(this::lastStates));
  }

  private Checkpoints lastStates(TrialId trial) {
    return new FolderCheckpoints(files, ResultsLayout.LAST_STATES, trial, CheckpointPolicy.NEVER);
  }

  /** Deletes the checkpoints of a trial that has ended. */
  void forget(TrialId trial) {
    forget(ResultsLayout.CHECKPOINTS, trial);
  }

  /** Deletes the checkpoints of the trials that this says. */
  void forget(Predicate<TrialId> leftovers) throws IOException {
    Set<TrialId> left = new HashSet<>();
    for (String name : files.names(ResultsLayout.CHECKPOINTS)) {
      ResultsLayout.checkpointOf(name).filter(leftovers).ifPresent(left::add);
    }
    left.forEach(this::forget);
  }

  /** Deletes the last state of a trial, from which no other will go on. */
  void forgetLastState(TrialId trial) {
    forget(ResultsLayout.LAST_STATES, trial);
  }

  private void forget(String folder, TrialId trial) {
    try {
      for (String name : files.sizes(folder).keySet()) {
        if (ResultsLayout.checkpointOf(name).filter(trial::equals).isPresent()) {
          files.delete(folder + "/" + name);
        }
      }
    } catch (IOException e) {
      LOG.warn(
          "Cannot delete the checkpoints of trial {} in {}, the next run will: {}",
          trial,
          files.location(),
          e.toString());
    }
  }
}
