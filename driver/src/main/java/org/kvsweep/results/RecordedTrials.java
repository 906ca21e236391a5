package org.kvsweep.results;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.kvsweep.sweep.Keep;
import org.kvsweep.trial.Retrial;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * The recorded trials of a folder that is held for writing, with their models.
 *
 * <p>Three rules, each sufficient, make sure that a trial is recorded once: a driver without the
 * lease writes nothing; a driver remembers what it recorded; a trial file is only created, and
 * replaced only if the trial was reopened and its file is still the one that was read then.
 *
 * <p>Not safe for several threads: its store lets in one at a time.
 */
final class RecordedTrials {
  private final FolderFiles files;
  private final Lease lease;
  private final CheckpointFolder checkpoints;
  private final Compaction compaction;
  private final TrialFiles trialFiles;
  private final ModelFiles models;
  private final Set<TrialId> recorded;
  private final Map<TrialId, TrialRecord> reopened = new HashMap<>();
  private final Set<TrialId> withoutCheckpoints = new HashSet<>();

  /**
   * The trials of that folder.
   *
   * @param found those that the folder has already
   */
  RecordedTrials(
      FolderFiles files,
      Lease lease,
      CheckpointFolder checkpoints,
      Compaction compaction,
      Map<TrialId, TrialRecord> found)
      throws IOException {
    this.files = files;
    this.lease = lease;
    this.checkpoints = checkpoints;
    this.compaction = compaction;
    this.trialFiles = new TrialFiles(files);
    this.models = new ModelFiles(files, found);
    this.recorded = new HashSet<>(found.keySet());
  }

  /**
   * Records an ended trial, and keeps its model first if the sweep wants that one. Where that
   * fails, it can be done again: what is written already stays, and counts.
   *
   * @return false if it was recorded already
   * @throws LeaseLostException with nothing written, if another driver has taken over the folder
   */
  boolean record(TrialRecord record, TrainedModel model, Keep keep) throws IOException {
    try {
      return write(record, model, keep);
    } catch (LeaseLostException taken) {
      throw taken;
    } catch (IOException e) {
      throw new IOException(
          "Cannot record trial %s in %s: %s"
              .formatted(record.id(), files.location(), FailedWrite.reason(e)),
          e);
    }
  }

  private boolean write(TrialRecord record, TrainedModel model, Keep keep) throws IOException {
    lease.check();
    TrialRecord before = reopened.get(record.id());
    if (before != null && !trialFiles.stands(before) && !trialFiles.stands(record)) {
      return false;
    }
    if (before == null && recorded.contains(record.id())) {
      return false;
    }
    if (before != null) {
      files.delete(ResultsLayout.model(record.id())); // of a driver that died before it recorded
    }
    boolean kept = model.isThere() && models.wants(record, keep);
    boolean created = kept ? createWithModel(record, model) : createWithout(record);
    if (kept && created) {
      models.recorded(record, keep);
    }
    recorded.add(record.id());
    reopened.remove(record.id());
    if (record.retrial() != Retrial.BY_ITSELF) { // else the next run goes on from them
      checkpoints.forget(record.id());
      withoutCheckpoints.add(record.id());
    }
    if (created) {
      compaction.add(record);
    }
    return created;
  }

  private boolean createWithModel(TrialRecord record, TrainedModel model) throws IOException {
    models.write(record, model);
    lease.check();
    return create(record);
  }

  private boolean createWithout(TrialRecord record) throws IOException {
    models.unwanted(record);
    return create(record);
  }

  private boolean create(TrialRecord record) throws IOException {
    TrialRecord before = reopened.get(record.id());
    if (before == null) {
      return trialFiles.create(record);
    }
    trialFiles.replace(before, record);
    return true;
  }

  /**
   * Lets the records of these trials be replaced: their models count no more. All others that have
   * ended lose their checkpoints.
   */
  void reopen(Collection<TrialRecord> trials) throws IOException {
    trials.forEach(trial -> reopened.put(trial.id(), trial));
    withoutCheckpoints.removeAll(reopened.keySet());
    compaction.spare(reopened.keySet());
    models.forget(reopened.values());
    checkpoints.forget(id -> recorded.contains(id) && !reopened.containsKey(id));
  }

  /**
   * Deletes the checkpoints that attempts which were given up have saved after their trial was
   * recorded here, such as the slower of two copies that Spark started.
   */
  void forgetLateCheckpoints() throws IOException {
    if (!withoutCheckpoints.isEmpty()) {
      checkpoints.forget(withoutCheckpoints::contains);
    }
  }

  /** Deletes the models of these cells but for the best of each. */
  void keepBest(Collection<TrialSpec> cells) throws IOException {
    models.keepBest(cells);
  }

  /** Removes trials with their models and states. */
  void remove(Collection<TrialId> trials) throws IOException {
    lease.check();
    new Segments(files).remove(Set.copyOf(trials));
    for (TrialId trial : trials) {
      lease.check();
      files.delete(ResultsLayout.trial(trial));
      files.delete(ResultsLayout.model(trial));
      checkpoints.forget(trial);
      checkpoints.forgetLastState(trial);
      recorded.remove(trial);
    }
  }
}
