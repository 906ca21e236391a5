package org.kvsweep.results;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.commons.lang3.function.FailableSupplier;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The results folder of a sweep, held for writing.
 *
 * <p>A damaged trial file is moved aside when the folder is opened, and its trial counts as not
 * ended. {@link RecordedTrials} makes sure that each trial is recorded once.
 */
public final class FolderResultsStore implements ResultsStore, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderResultsStore.class);

  private final FolderFiles files;
  private final Lease lease;
  private final Compaction compaction;
  private final CheckpointFolder checkpoints;
  private final StopFiles stops;
  private final RecordedTrials trials;
  private EndedTrials known;

  private FolderResultsStore(
      FolderFiles files, Lease lease, Compaction compaction, EndedTrials found) throws IOException {
    this.files = files;
    this.lease = lease;
    this.compaction = compaction;
    this.checkpoints = new CheckpointFolder(files);
    this.stops = new StopFiles(files);
    this.trials = new RecordedTrials(files, lease, checkpoints, compaction, found.trials());
    this.known = found;
  }

  /**
   * Opens the folder for a driver that runs that sweep, as {@link #open(String, String,
   * Configuration, Clock)} does, and deletes the models that the sweep is not to keep and that a
   * driver that died has left.
   */
  public static FolderResultsStore open(
      String folder, SweepSpec sweep, Configuration hadoop, Clock clock) throws IOException {
    FolderResultsStore store = open(folder, sweep.source(), hadoop, clock);
    try {
      store.tidy(sweep.trials().stream().map(PlannedTrial::spec).toList(), sweep.keep());
      return store;
    } catch (IOException | RuntimeException e) {
      try (store) {
        throw e;
      }
    }
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
      FolderTrials.Found found = new FolderRecovery(files).recover();
      FolderResultsStore store =
          new FolderResultsStore(files, lease, compaction.apply(lease), found.ended());
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
    return trials.record(record, model, keep);
  }

  @Override
  public synchronized void reopen(Collection<TrialRecord> again) throws IOException {
    trials.reopen(again);
  }

  /**
   * Tidies up after a driver that died before it had deleted the models that are not to be kept.
   *
   * @param cells specs of the trials of the sweep; models of others stay
   */
  synchronized void tidy(Collection<TrialSpec> cells, Keep keep) throws IOException {
    lease.check();
    if (keep == Keep.BEST) {
      trials.keepBest(cells);
    }
  }

  @Override
  public synchronized void setAside(Set<TrialId> waiting) throws IOException {
    lease.check();
    if (waiting.isEmpty()) {
      files.delete(ResultsLayout.SET_ASIDE);
    } else {
      files.replace(ResultsLayout.SET_ASIDE, SetAsideFile.write(waiting));
    }
  }

  /**
   * Removes ended trials with their models and states: a run of the sweep trains them again.
   *
   * @throws LeaseLostException if another driver has taken over the folder
   */
  public synchronized void remove(Collection<TrialId> unwanted) throws IOException {
    trials.remove(unwanted);
  }

  /**
   * Deletes the last states of trials, from which no longer trial will go on.
   *
   * @throws LeaseLostException if another driver has taken over the folder
   */
  public synchronized void forgetLastStates(Collection<TrialId> unneeded) throws IOException {
    for (TrialId trial : unneeded) {
      lease.check();
      checkpoints.forgetLastState(trial);
    }
  }

  @Override
  public StopRequests stopRequests() throws IOException {
    return stops.requests();
  }

  @Override
  public synchronized void running(RunningTrials running) throws IOException {
    lease.check();
    if (running.trials().isEmpty()) {
      files.delete(ResultsLayout.RUNNING);
    } else {
      files.replace(ResultsLayout.RUNNING, RunningFile.write(running));
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

  /**
   * Stops writing, so that another driver may begin at once. Deletes the checkpoints that have
   * arrived after their trial was recorded.
   */
  @Override
  public synchronized void close() throws IOException {
    try (lease;
        compaction) {
      lease.checkHeld();
      stops.forget();
      trials.forgetLateCheckpoints();
    } catch (LeaseLostException taken) {
      LOG.debug("What asks for a stop is meant for the driver that has taken over", taken);
    }
  }
}
