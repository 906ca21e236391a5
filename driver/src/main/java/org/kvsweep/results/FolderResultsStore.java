package org.kvsweep.results;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.commons.lang3.function.FailableSupplier;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.sweep.Keep;
import org.kvsweep.trial.Retrial;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The results folder of a sweep, held for writing.
 *
 * <p>Three rules, each sufficient, make sure that a trial is recorded once: a driver without the
 * lease writes nothing; a driver remembers what it recorded; a trial file is only created, and
 * replaced only if the trial was reopened and its file is still the one that was read then. A
 * damaged trial file is moved aside when the folder is opened, and its trial counts as not ended.
 */
public final class FolderResultsStore implements ResultsStore, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderResultsStore.class);

  private final FolderFiles files;
  private final Lease lease;
  private final TrialFiles trialFiles;
  private final CheckpointFolder checkpoints;
  private final StopFiles stops;
  private final Set<TrialId> recorded = new HashSet<>();
  private final Map<TrialId, TrialRecord> reopened = new HashMap<>();
  private final Compaction compaction;
  private EndedTrials known = EndedTrials.NONE;
  private ModelFiles models;

  private FolderResultsStore(FolderFiles files, Lease lease, Compaction compaction) {
    this.files = files;
    this.lease = lease;
    this.compaction = compaction;
    this.trialFiles = new TrialFiles(files);
    this.checkpoints = new CheckpointFolder(files);
    this.stops = new StopFiles(files);
  }

  /**
   * Opens the folder for one driver, and makes it if there is none.
   *
   * @param folder a path or URI; without a scheme, on the default file system of Hadoop
   * @param sweepSource the text of the sweep file, kept as {@code sweep.yaml}
   * @throws FolderInUseException if another driver writes to it
   * @throws IOException if it can't be written, holds other files than results, or is linked to
   *     another results folder
   */
  public static FolderResultsStore open(
      String folder, String sweepSource, Configuration hadoop, Clock clock) throws IOException {
    return open(
        FolderFiles.open(folder, hadoop), sweepSource, LeaseHolder.current(), Lease.EXPIRY, clock);
  }

  /**
   * Opens a results folder to tidy it, not to run a sweep.
   *
   * @throws FolderInUseException if another driver writes to it
   * @throws IOException if it is no results folder, or can't be written
   */
  public static FolderResultsStore openToTidy(String folder, Configuration hadoop, Clock clock)
      throws IOException {
    ResultsFolder.at(folder, hadoop);
    FolderFiles files = FolderFiles.open(folder, hadoop);
    return open(
        files,
        Optional.empty(),
        () -> Lease.take(files, LeaseHolder.current(), Lease.EXPIRY, clock),
        lease -> new Compaction(files, lease, Compaction.Size.STANDARD, Compaction.thread()));
  }

  static FolderResultsStore open(
      FolderFiles files, String sweepSource, LeaseHolder self, Duration leaseExpiry, Clock clock)
      throws IOException {
    return open(
        files,
        sweepSource,
        () -> Lease.take(files, self, leaseExpiry, clock),
        lease -> new Compaction(files, lease, Compaction.Size.STANDARD, Compaction.thread()));
  }

  static FolderResultsStore open(
      FolderFiles files,
      String sweepSource,
      FailableSupplier<Lease, IOException> taking,
      Function<Lease, Compaction> compaction)
      throws IOException {
    return open(files, Optional.of(sweepSource), taking, compaction);
  }

  private static FolderResultsStore open(
      FolderFiles files,
      Optional<String> sweepSource,
      FailableSupplier<Lease, IOException> taking,
      Function<Lease, Compaction> compaction)
      throws IOException {
    FolderClaim.claim(files);
    files.checkOwn(ResultsLayout.FOLDERS);
    Lease lease = taking.get();
    try {
      lease.startHeart();
      FolderResultsStore store = new FolderResultsStore(files, lease, compaction.apply(lease));
      FolderTrials.Found found = store.recover();
      if (sweepSource.isPresent()) {
        files.replace(ResultsLayout.SWEEP, sweepSource.get());
        store.compact(found);
      }
      return store;
    } catch (IOException | RuntimeException e) {
      try (lease) {
        throw e;
      }
    }
  }

  private FolderTrials.Found recover() throws IOException {
    FolderTrials.Found found = new FolderRecovery(files).recover();
    known = found.ended();
    recorded.addAll(known.trials().keySet());
    models = new ModelFiles(files, known.trials());
    return found;
  }

  /** Makes segments of what has ended, and deletes what a driver that died had put into one. */
  private void compact(FolderTrials.Found found) throws IOException {
    compaction.deleteFiles(found.twice().stream().map(found.ended().trials()::get).toList());
    found.ended().trials().values().stream()
        .filter(record -> found.single().contains(record.id()))
        .filter(record -> !found.twice().contains(record.id()))
        .forEach(compaction::add);
  }

  /** The folder for reading and for what is derived from it. */
  public ResultsFolder folder() {
    return new ResultsFolder(files);
  }

  @Override
  public Map<TrialId, TrialRecord> ended() throws IOException {
    return found().trials();
  }

  /** Returns every ended trial; only those that are new to this store are read. */
  public synchronized EndedTrials found() throws IOException {
    known = folder().endedSince(known);
    return known;
  }

  /**
   * Records an ended trial, and keeps its model first if the sweep wants that one.
   *
   * @throws LeaseLostException with nothing written, if another driver has taken over the folder
   */
  @Override
  public synchronized boolean record(TrialRecord record, TrainedModel model, Keep keep)
      throws IOException {
    lease.check();
    TrialRecord before = reopened.get(record.id());
    if (before != null && !trialFiles.stands(before)) {
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
    recorded.add(record.id());
    reopened.remove(record.id());
    if (record.retrial() != Retrial.BY_ITSELF) { // else the next run goes on from them
      checkpoints.forget(record.id());
    }
    if (kept && created) {
      models.recorded(record, keep);
    }
    if (created) {
      compaction.add(record);
    }
    return created;
  }

  private boolean createWithModel(TrialRecord record, TrainedModel model) throws IOException {
    try {
      models.write(record, model);
    } catch (IOException e) {
      throw notRecorded(record, e);
    }
    lease.check();
    return create(record);
  }

  private boolean createWithout(TrialRecord record) throws IOException {
    models.unwanted(record);
    return create(record);
  }

  private boolean create(TrialRecord record) throws IOException {
    try {
      TrialRecord before = reopened.get(record.id());
      if (before == null) {
        return trialFiles.create(record);
      }
      trialFiles.replace(before, record);
      return true;
    } catch (IOException e) {
      throw notRecorded(record, e);
    }
  }

  private IOException notRecorded(TrialRecord record, IOException cause) {
    return new IOException(
        "Cannot record trial %s in %s: %s; what is recorded stays, run the same command again to continue"
            .formatted(record.id(), files.location(), FailedWrite.reason(cause)),
        cause);
  }

  @Override
  public synchronized void reopen(Collection<TrialRecord> trials) throws IOException {
    trials.forEach(trial -> reopened.put(trial.id(), trial));
    compaction.spare(reopened.keySet());
    models.forget(reopened.values());
    checkpoints.forget(id -> recorded.contains(id) && !reopened.containsKey(id));
  }

  /**
   * Tidies up after a driver that died before it had deleted the models that are not to be kept.
   *
   * @param cells specs of the trials of the sweep; models of others stay
   */
  public synchronized void tidy(Collection<TrialSpec> cells, Keep keep) throws IOException {
    lease.check();
    if (keep == Keep.BEST) {
      models.keepBest(cells);
    }
  }

  @Override
  public synchronized void setAside(Set<TrialId> trials) throws IOException {
    lease.check();
    if (trials.isEmpty()) {
      files.delete(ResultsLayout.SET_ASIDE);
    } else {
      files.replace(ResultsLayout.SET_ASIDE, SetAsideFile.write(trials));
    }
  }

  /**
   * Removes ended trials with their models and states: a run of the sweep trains them again.
   *
   * @throws LeaseLostException if another driver has taken over the folder
   */
  public synchronized void remove(Collection<TrialId> trials) throws IOException {
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

  /**
   * Deletes the last states of trials, from which no longer trial will go on.
   *
   * @throws LeaseLostException if another driver has taken over the folder
   */
  public synchronized void forgetLastStates(Collection<TrialId> trials) throws IOException {
    for (TrialId trial : trials) {
      lease.check();
      checkpoints.forgetLastState(trial);
    }
  }

  @Override
  public StopRequests stopRequests() throws IOException {
    return stops.requests();
  }

  @Override
  public synchronized void running(RunningTrials trials) throws IOException {
    lease.check();
    if (trials.trials().isEmpty()) {
      files.delete(ResultsLayout.RUNNING);
    } else {
      files.replace(ResultsLayout.RUNNING, RunningFile.write(trials));
    }
  }

  @Override
  public void checkHeld() throws LeaseLostException {
    lease.checkHeld();
  }

  @Override
  public Optional<String> checkpointAddress() {
    return Optional.of(files.address());
  }

  /** Stops writing, so that another driver may begin at once. */
  @Override
  public synchronized void close() throws IOException {
    try (lease;
        compaction) {
      lease.checkHeld();
      stops.forget();
    } catch (LeaseLostException taken) {
      LOG.debug("What asks for a stop is meant for the driver that has taken over", taken);
    }
  }
}
