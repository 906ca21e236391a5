package org.kvsweep.dashboard;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.RunningTrials;
import org.kvsweep.task.TaskCatalog;

/**
 * A sweep as it was last looked at. The trials may go when memory is short, and are read again when
 * they are needed.
 */
final class LoadedSweep {
  /** The result of a look. */
  record State(String fingerprint, boolean inUse) {
    String version() {
      return fingerprint + (inUse ? "-running" : "");
    }
  }

  private final String name;
  private final ResultsFolder folder;
  private final TaskCatalog tasks;
  private SoftReference<EndedTrials> ended = new SoftReference<>(EndedTrials.NONE);

  LoadedSweep(String name, ResultsFolder folder, TaskCatalog tasks) {
    this.name = name;
    this.folder = folder;
    this.tasks = tasks;
  }

  /** The path of the folder from the root. */
  String name() {
    return name;
  }

  ResultsFolder folder() {
    return folder;
  }

  /** The folder was removed after it was found. */
  static final class Gone extends IOException {
    private static final long serialVersionUID = 1L;

    Gone(String message) {
      super(message);
    }
  }

  /**
   * Looks at the folder.
   *
   * @throws Gone if it was removed: it would read as one without trials
   */
  State look(Instant now) throws IOException {
    if (!folder.isThere()) {
      throw new Gone("Cannot look at %s: it is no longer there".formatted(folder.location()));
    }
    return new State(folder.fingerprint(), folder.inUse(now));
  }

  /** Returns what runs now; nothing if that can't be read. */
  RunningTrials running(Instant now) {
    try {
      return folder.running(now);
    } catch (IOException gone) {
      return RunningTrials.NONE;
    }
  }

  /** All that has ended; only trials that are new are read. */
  synchronized SweepResults results() throws IOException {
    EndedTrials before = Optional.ofNullable(ended.get()).orElse(EndedTrials.NONE);
    EndedTrials now = folder.endedSince(before);
    ended = new SoftReference<>(now);
    AtomicReference<String> problem = new AtomicReference<>();
    return SweepResults.in(folder, now, tasks, problem::set);
  }

  String sweepSource() throws IOException {
    return folder.sweepSource().orElse("");
  }
}
