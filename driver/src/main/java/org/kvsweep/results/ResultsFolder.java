package org.kvsweep.results;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.trial.Retrial;
import org.kvsweep.trial.StrictObject;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialJson;

/** A results folder as anyone may read it, also while a sweep runs in it. */
public final class ResultsFolder implements DerivedFiles {
  /**
   * The threads that read: reading a small file is waiting, on HDFS and object stores nearly all of
   * it.
   */
  private static final int READERS = 16;

  private final FolderFiles files;
  private final LeaseView lease;

  ResultsFolder(FolderFiles files) {
    this.files = files;
    this.lease = new LeaseView(files);
  }

  /**
   * The results folder at that place.
   *
   * @param folder a path or URI; without a scheme, on the default file system of Hadoop
   * @throws IOException if it is not a results folder, or one of a later version
   */
  public static ResultsFolder at(String folder, Configuration hadoop) throws IOException {
    return of(FolderFiles.open(folder, hadoop));
  }

  /**
   * The results folder at that place; empty if there is none.
   *
   * @param folder a path or URI; without a scheme, on the default file system of Hadoop
   * @throws IOException if it is one of a later version
   */
  public static Optional<ResultsFolder> find(String folder, Configuration hadoop)
      throws IOException {
    FolderFiles files = FolderFiles.open(folder, hadoop);
    return isResultsFolder(files) ? Optional.of(new ResultsFolder(files)) : Optional.empty();
  }

  static ResultsFolder of(FolderFiles files) throws IOException {
    if (!isResultsFolder(files)) {
      throw new IOException(
          "Cannot read results from %s: expected %s in it, got none"
              .formatted(files.location(), ResultsLayout.FORMAT_FILE));
    }
    return new ResultsFolder(files);
  }

  /** The folder, as the user named it. */
  public String location() {
    return files.location();
  }

  /** The text of the sweep file that was run here last; empty if none can be read. */
  public Optional<String> sweepSource() throws IOException {
    return readOurs(ResultsLayout.SWEEP);
  }

  /**
   * Returns why the file with the name of the sweep file can't be one; empty if nothing is wrong.
   */
  public Optional<String> sweepFault() throws IOException {
    try {
      files.read(ResultsLayout.SWEEP);
      return Optional.empty();
    } catch (ForeignFileException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** A text that nothing rests on: what has its name and is none of ours counts as not there. */
  private Optional<String> readOurs(String name) throws IOException {
    try {
      return files.read(name);
    } catch (ForeignFileException strange) {
      return Optional.empty();
    }
  }

  /** The command that ran the sweep last, as a shell reads it; empty if it is not known. */
  public Optional<String> command() throws IOException {
    return readOurs(ResultsLayout.COMMAND).map(String::strip);
  }

  /** Returns the trials whose last states are kept, so that longer ones can go on from them. */
  public Set<TrialId> lastStates() throws IOException {
    return files.names(ResultsLayout.LAST_STATES).stream()
        .flatMap(name -> ResultsLayout.checkpointOf(name).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Returns every ended trial.
   *
   * @throws IOException if the folder can't be read; damaged files don't count as that
   */
  public EndedTrials ended() throws IOException {
    return endedSince(EndedTrials.NONE);
  }

  /**
   * Returns every ended trial, reading only those that were not there before and those that may
   * have been trained again: the file of any other never changes.
   *
   * @param before what this folder had earlier
   */
  public EndedTrials endedSince(EndedTrials before) throws IOException {
    List<TrialRecord> records = new ArrayList<>();
    List<TrialId> ids = new ArrayList<>();
    List<String> names = files.names(ResultsLayout.TRIALS);
    Set<TrialId> ofOtherData =
        names.stream()
            .flatMap(name -> ResultsLayout.trialOfOtherData(name).stream())
            .collect(Collectors.toSet());
    for (String name : names) {
      Optional<TrialId> id = ResultsLayout.trialOf(name);
      Optional<TrialRecord> known =
          id.map(before.trials()::get)
              .filter(record -> record.retrial() == Retrial.NEVER)
              .filter(record -> !ofOtherData.contains(record.id()));
      known.ifPresentOrElse(records::add, () -> id.ifPresent(ids::add));
    }
    return withRead(ids, records);
  }

  private EndedTrials withRead(List<TrialId> ids, List<TrialRecord> records) throws IOException {
    Map<TrialId, String> damaged = new LinkedHashMap<>();
    ExecutorService readers =
        Executors.newFixedThreadPool(Math.max(1, Math.min(READERS, ids.size())));
    try {
      List<Callable<Optional<TrialRecord>>> reads = new ArrayList<>();
      ids.forEach(id -> reads.add(() -> read(id)));
      List<Future<Optional<TrialRecord>>> results = readers.invokeAll(reads);
      for (int i = 0; i < ids.size(); i++) {
        try {
          results.get(i).get().ifPresent(records::add);
        } catch (ExecutionException e) {
          boolean damage =
              e.getCause() instanceof IllegalArgumentException
                  || e.getCause() instanceof ForeignFileException;
          if (!damage) {
            throw new IOException(
                "Cannot read %s in %s: %s"
                    .formatted(ResultsLayout.trial(ids.get(i)), location(), e.getCause()),
                e.getCause());
          }
          damaged.put(ids.get(i), e.getCause().getMessage());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Cannot read %s: interrupted".formatted(location()), e);
    } finally {
      readers.shutdownNow();
    }
    return ended(records, damaged, setAside());
  }

  private Set<TrialId> setAside() throws IOException {
    return readOurs(ResultsLayout.SET_ASIDE).map(SetAsideFile::read).orElse(Set.of());
  }

  private static EndedTrials ended(
      List<TrialRecord> records, Map<TrialId, String> damaged, Set<TrialId> setAside) {
    records.sort(Comparator.comparing(TrialRecord::ended).thenComparing(TrialRecord::id));
    Map<TrialId, TrialRecord> byId = new LinkedHashMap<>();
    records.forEach(record -> byId.put(record.id(), record));
    return new EndedTrials(byId, damaged, setAside);
  }

  /** Returns whether the trial has a record that can be read. */
  boolean has(TrialId id) throws IOException {
    try {
      return read(id).isPresent();
    } catch (ForeignFileException | IllegalArgumentException damaged) {
      return false;
    }
  }

  private Optional<TrialRecord> read(TrialId id) throws IOException {
    Optional<TrialRecord> record = files.read(ResultsLayout.trial(id)).map(TrialFile::read);
    if (record.isPresent() && !record.get().id().equals(id)) {
      throw new IllegalArgumentException(
          "Cannot read the trial: the file is named %s, got trial %s"
              .formatted(id, record.get().id()));
    }
    return record;
  }

  /** The sizes in bytes of the models that are kept, by trial. */
  public SortedMap<TrialId, Long> modelSizes() throws IOException {
    Set<String> trials = Set.copyOf(files.names(ResultsLayout.TRIALS));
    SortedMap<TrialId, Long> sizes = ModelFiles.sizes(files);
    sizes.keySet().removeIf(id -> !trials.contains(ResultsLayout.trialFileName(id)));
    return sizes;
  }

  /** Returns the place of a trial's model, whether or not there is one, for messages. */
  public String modelLocation(TrialId id) {
    return location() + "/" + ResultsLayout.model(id);
  }

  /** The model of a trial, a zip file to be closed; empty if none is kept. */
  public Optional<InputStream> model(TrialId id) throws IOException {
    return files.open(ResultsLayout.model(id));
  }

  /**
   * Returns another text whenever a trial has ended, again or for the first time, or was set aside
   * or the sweep file has changed; reads no trial.
   */
  public String fingerprint() throws IOException {
    // A trial that ends anew has another file, hardly ever of the same size.
    Map<String, Long> trials = files.sizes(ResultsLayout.TRIALS);
    int others = Objects.hash(sweepSource(), readOurs(ResultsLayout.SET_ASIDE));
    return String.format(Locale.ROOT, "%d-%08x-%08x", trials.size(), trials.hashCode(), others);
  }

  /** Returns what runs now; nothing if the driver that wrote it down is dead. */
  public RunningTrials running(Instant now) throws IOException {
    Optional<String> text = readOurs(ResultsLayout.RUNNING);
    return text.isPresent() && inUse(now) ? RunningFile.read(text.get()) : RunningTrials.NONE;
  }

  /** Returns whether a driver that is not known to be dead may write here. */
  public boolean inUse(Instant now) throws IOException {
    return lease.isHeld(LeaseHolder.current(), now);
  }

  /** Asks the driver that runs here to stop, as an interrupt does. */
  public void askToStop() throws IOException {
    new StopFiles(files).askSweep();
  }

  /** Asks the driver that runs here to stop one trial, which is left to the next run. */
  public void askToStop(TrialId trial) throws IOException {
    new StopFiles(files).ask(trial);
  }

  @Override
  public void writeDerived(String name, Content content) throws IOException {
    files.write(name, content);
  }

  /**
   * Returns whether the folder is marked as a results folder.
   *
   * @throws IOException if it is one that this version can't read
   */
  static boolean isResultsFolder(FolderFiles files) throws IOException {
    Optional<String> text = files.read(ResultsLayout.FORMAT_FILE);
    if (text.isEmpty()) {
      return false;
    }
    int format;
    try {
      format =
          StrictObject.of(TrialJson.parse(text.get()), ResultsLayout.FORMAT_FILE).count("format");
    } catch (IllegalArgumentException e) {
      throw new IOException("Cannot use %s: %s".formatted(files.location(), e.getMessage()), e);
    }
    if (format != ResultsLayout.FORMAT) {
      throw new IOException(
          "Cannot use %s: it was written by another version of kvsweep, expected format %d, got %d"
              .formatted(files.location(), ResultsLayout.FORMAT, format));
    }
    return true;
  }
}
