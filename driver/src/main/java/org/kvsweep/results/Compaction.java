package org.kvsweep.results;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.kvsweep.trial.Retrial;
import org.kvsweep.trial.TrialId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts ended trials into segments, some thousand at a time, and deletes their own files after that.
 * Whoever dies in between leaves both, which are the same. Done on a thread of its own, since the
 * run does not wait for it; trials that it does not get to stay files.
 */
final class Compaction implements AutoCloseable {
  /**
   * How large a segment gets.
   *
   * @param trials in it: read in a second, and as many files are read in a minute from anywhere
   * @param bytes at which it is full with fewer
   */
  record Size(int trials, long bytes) {
    static final Size STANDARD = new Size(10_000, 64L << 20);
  }

  /** The largest trial file that goes into a segment; a segment of such is no faster to read. */
  private static final long LARGEST = 1L << 20;

  /** The threads that delete: that is waiting, on HDFS and object stores nearly all of it. */
  private static final int DELETERS = 16;

  /** The files that are deleted between two looks at the lease. */
  private static final int DELETED_TOGETHER = 500;

  private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

  private final FolderFiles files;
  private final Segments segments;
  private final Lease lease;
  private final Size size;
  private final ExecutorService background;
  private final ExecutorService deleters;
  private final Set<TrialId> changing = new HashSet<>();
  private List<TrialRecord> next = new ArrayList<>();
  private long nextBytes;
  private int begun;
  private volatile boolean closing;

  /**
   * A compaction that has nothing to do yet.
   *
   * @param background writes segments, one after the other
   */
  Compaction(FolderFiles files, Lease lease, Size size, ExecutorService background) {
    this.files = files;
    this.segments = new Segments(files);
    this.lease = lease;
    this.size = size;
    this.background = background;
    this.deleters = Executors.newFixedThreadPool(DELETERS, task -> daemon(task, "deletion"));
  }

  /** A thread of its own to write segments. */
  static ExecutorService thread() {
    return Executors.newSingleThreadExecutor(task -> daemon(task, "compaction"));
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, "results-folder-" + name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Takes in a trial that has a file of its own, which is not to be spared. The segment that it
   * fills is written in the background.
   */
  void add(TrialRecord trial) {
    long bytes = bytes(trial);
    if (trial.retrial() != Retrial.NEVER || bytes > LARGEST || changing.contains(trial.id())) {
      return;
    }
    next.add(trial);
    nextBytes += bytes;
    if (next.size() >= size.trials() || nextBytes >= size.bytes()) {
      List<TrialRecord> full = next;
      begun++;
      String name = ResultsLayout.segmentFileName(lease.number(), begun);
      next = new ArrayList<>();
      nextBytes = 0;
      background.execute(() -> writeOrLog(name, full));
    }
  }

  private static long bytes(TrialRecord trial) {
    return TrialFile.write(trial).length();
  }

  private void writeOrLog(String name, List<TrialRecord> trials) {
    try {
      lease.check();
      if (!closing) {
        segments.write(name, trials);
        deleteFiles(trials);
      }
    } catch (LeaseLostException taken) {
      LOG.debug("Another driver has taken over, and will see to its files", taken);
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "Cannot put {} ended trials into one file in {}, they stay files of their own: {}",
          trials.size(),
          files.location(),
          e.toString());
    }
  }

  /** Deletes the files of trials that are the same in a segment. */
  void deleteFiles(Collection<TrialRecord> trials) throws IOException {
    List<TrialId> ids = trials.stream().map(TrialRecord::id).toList();
    for (int from = 0; from < ids.size() && !closing; from += DELETED_TOGETHER) {
      lease.check();
      deleteTogether(ids.subList(from, Math.min(ids.size(), from + DELETED_TOGETHER)));
    }
  }

  private synchronized void deleteTogether(List<TrialId> trials) throws IOException {
    List<Callable<Void>> deletions =
        trials.stream().filter(id -> !changing.contains(id)).map(this::deletion).toList();
    try {
      for (Future<Void> deleted : deleters.invokeAll(deletions)) {
        deleted.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("Cannot delete the file of a trial: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Cannot delete files of trials: interrupted", e);
    }
  }

  /**
   * Leaves the files of these trials alone, since others may take their places; those and the ones
   * there now are left to the next run. Waits for those that are being deleted.
   */
  synchronized void spare(Collection<TrialId> trials) {
    changing.addAll(trials);
    if (next.removeIf(trial -> changing.contains(trial.id()))) {
      nextBytes = next.stream().mapToLong(Compaction::bytes).sum();
    }
  }

  private Callable<Void> deletion(TrialId trial) {
    return () -> {
      files.delete(ResultsLayout.trial(trial));
      return null;
    };
  }

  /** Waits for the segment that is being written, and leaves the rest as it is. */
  @Override
  public void close() {
    closing = true;
    background.shutdown();
    try {
      if (!background.awaitTermination(1, TimeUnit.MINUTES)) {
        background.shutdownNow();
      }
    } catch (InterruptedException e) {
      background.shutdownNow();
      Thread.currentThread().interrupt();
    }
    deleters.shutdownNow();
  }
}
