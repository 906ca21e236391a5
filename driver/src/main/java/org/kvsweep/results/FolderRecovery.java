package org.kvsweep.results;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.kvsweep.trial.Retrial;
import org.kvsweep.trial.TrialId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a results folder in order before a driver writes to it: what a driver that died has left is
 * deleted, what can't be read is kept under another name.
 */
final class FolderRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(FolderRecovery.class);

  private final FolderFiles files;
  private final Strangers strangers;

  FolderRecovery(FolderFiles files) {
    this.files = files;
    this.strangers = new Strangers(files);
  }

  /** Puts the folder in order; returns the trials that have ended. */
  FolderTrials.Found recover() throws IOException {
    FormatFile.mend(files);
    deleteTemporary();
    new StopFiles(files).forget();
    FolderTrials.Found found = new FolderTrials(files).since(EndedTrials.NONE, Set.of());
    setAsideDamaged(found.ended());
    strangers.moveAllAside(ResultsLayout.MODELS, name -> ResultsLayout.modelOf(name).isPresent());
    strangers.moveAllAside(
        ResultsLayout.CHECKPOINTS, name -> ResultsLayout.checkpointOf(name).isPresent());
    Map<TrialId, TrialRecord> ended = found.ended().trials();
    new CheckpointFolder(files).forget(id -> ended.containsKey(id) && stays(ended.get(id)));
    return found;
  }

  private void deleteTemporary() throws IOException {
    for (String leftover : files.sizes(ResultsLayout.TEMPORARY).keySet()) {
      if (ResultsLayout.leftoverOf(leftover).isPresent()) {
        files.delete(ResultsLayout.TEMPORARY + "/" + leftover);
      }
    }
  }

  /** Frees the names of trial files that can't be read; ends of segments have none. */
  private void setAsideDamaged(EndedTrials ended) throws IOException {
    Set<String> names = Set.copyOf(files.names(ResultsLayout.TRIALS));
    TrialFiles trials = new TrialFiles(files);
    for (Map.Entry<TrialId, String> damaged : ended.damaged().entrySet()) {
      TrialId id = damaged.getKey();
      String fate =
          ended.trials().containsKey(id) ? "counts as recorded before" : "will be trained again";
      if (names.contains(ResultsLayout.trialFileName(id))) {
        LOG.warn(
            "Trial {} {}, its file in {} is damaged and kept as {}: {}",
            id,
            fate,
            files.location(),
            trials.moveAside(id),
            damaged.getValue());
      } else {
        LOG.warn("Trial {} {}: {}", id, fate, damaged.getValue());
      }
    }
  }

  /**
   * Returns whether the trial can't have been on its way again. The checkpoints of others stay
   * until {@link FolderResultsStore#reopen} decides.
   */
  private static boolean stays(TrialRecord record) {
    return record.retrial() == Retrial.NEVER && record.data().isEmpty();
  }
}
