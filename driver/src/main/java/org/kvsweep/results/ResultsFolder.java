package org.kvsweep.results;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.results.EndedTrials.FileVersion;
import org.kvsweep.settings.Count;
import org.kvsweep.trial.ProgramName;
import org.kvsweep.trial.StrictObject;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialJson;

/** A results folder as anyone may read it, also while a sweep runs in it. */
public final class ResultsFolder implements DerivedFiles {
  /** The most folders within one without results that are looked at; each takes a request. */
  private static final int MOST_LOOKED_AT = 100;

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
   * @throws NoResultsException if it is not a results folder
   * @throws IOException if it is one of a later version
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
      throw new NoResultsException(
          "Cannot read results from %s: %s".formatted(files.location(), lack(files)));
    }
    return new ResultsFolder(files);
  }

  /** Returns what is there instead: people name the folder above those of results. */
  private static String lack(FolderFiles files) throws IOException {
    List<String> names = files.names("");
    List<String> results = new ArrayList<>();
    for (String name : names.subList(0, Math.min(names.size(), MOST_LOOKED_AT))) {
      if (holdsResults(files, name)) {
        results.add(name);
      }
    }
    if (results.isEmpty()) {
      return "%s; '%s list' shows where there are some"
          .formatted(
              names.isEmpty()
                  ? "there is no such folder, or nothing in it"
                  : "expected %s in it, got none".formatted(ResultsLayout.FORMAT_FILE),
              ProgramName.ofThisProcess());
    }
    String place = StringUtils.stripEnd(files.location(), "/");
    return "it holds %s%s, such as %s/%s; '%s list %s' lists them"
        .formatted(
            names.size() > MOST_LOOKED_AT ? "at least " : "",
            Count.of(results.size(), "results folder"),
            place,
            results.get(0),
            ProgramName.ofThisProcess(),
            place);
  }

  private static boolean holdsResults(FolderFiles files, String folder) {
    try {
      return files.names(folder).contains(ResultsLayout.FORMAT_FILE);
    } catch (IOException aFileOrClosed) {
      return false;
    }
  }

  /** The folder, as the user named it. */
  public String location() {
    return files.location();
  }

  /** Returns whether it is a results folder still; one that was removed reads as an empty one. */
  public boolean isThere() throws IOException {
    return readOurs(ResultsLayout.FORMAT_FILE).isPresent();
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
      files.readOwn(ResultsLayout.SWEEP);
      return Optional.empty();
    } catch (ForeignFileException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** A text that nothing rests on: what has its name and is none of ours counts as not there. */
  private Optional<String> readOurs(String name) throws IOException {
    try {
      return files.readOwn(name);
    } catch (ForeignFileException strange) {
      return Optional.empty();
    }
  }

  /** The command that ran the sweep last, as a shell reads it; empty if it is not known. */
  public Optional<String> command() throws IOException {
    return readOurs(ResultsLayout.COMMAND).map(String::strip);
  }

  /** Deletes the command, where no command runs the sweep now. */
  public void forgetCommand() throws IOException {
    files.delete(ResultsLayout.COMMAND);
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
   * have been trained again.
   *
   * @param before what this folder had earlier
   */
  public EndedTrials endedSince(EndedTrials before) throws IOException {
    return new FolderTrials(files).since(before, setAside()).ended();
  }

  /** Returns the ended trials whose ids begin with these digits, without reading the others. */
  public EndedTrials endedWith(String digits) throws IOException {
    return new FolderTrials(files).only(id -> id.value().startsWith(digits), setAside());
  }

  private Set<TrialId> setAside() throws IOException {
    return readOurs(ResultsLayout.SET_ASIDE).map(SetAsideFile::read).orElse(Set.of());
  }

  /** The sizes in bytes of the models that are kept, by trial. */
  public SortedMap<TrialId, Long> modelSizes() throws IOException {
    SortedMap<TrialId, Long> sizes = ModelFiles.sizes(files);
    if (!sizes.isEmpty()) {
      sizes.keySet().retainAll(new FolderTrials(files).ids());
    }
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
   * The model of a trial as {@link #model} has it, for what others will see.
   *
   * @throws ForeignFileException also if it is a link out of the folder of models
   */
  public Optional<InputStream> ownModel(TrialId id) throws IOException {
    return files.openOwn(ResultsLayout.model(id));
  }

  /**
   * Returns another text whenever a trial has ended, again or for the first time, or was set aside
   * or the sweep file has changed; reads no trial.
   */
  public String fingerprint() throws IOException {
    Map<String, FileVersion> trials = files.versions(ResultsLayout.TRIALS);
    Map<String, Long> segments = new Segments(files).sizes();
    int ended = Objects.hash(trials, segments);
    int others = Objects.hash(sweepSource(), readOurs(ResultsLayout.SET_ASIDE));
    return String.format(
        Locale.ROOT, "%d-%08x-%08x", trials.size() + segments.size(), ended, others);
  }

  /** Returns what runs now; nothing if the driver that wrote it down is dead. */
  public RunningTrials running(Instant now) throws IOException {
    Optional<String> text = readOurs(ResultsLayout.RUNNING);
    return text.isPresent() && inUse(now) ? RunningFile.read(text.get()) : RunningTrials.NONE;
  }

  /**
   * Returns whether a driver that is not known to be dead may write here. A single look believes
   * its clock.
   */
  public boolean inUse(Instant now) throws IOException {
    return lease.isHeld(LeaseHolder.current(), now);
  }

  /**
   * Returns the same whatever the clock of that driver says: waits for its next heartbeat where the
   * last is too old, and logs that.
   */
  public boolean inUseByAnyClock(Instant now) throws IOException {
    return lease.isHeld(LeaseHolder.current(), now, LeaseTaking::sleep);
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
    requireThere(files);
    files.write(name, content);
  }

  /**
   * Makes sure that the folder is still there before a file is written that would make it anew.
   *
   * @throws IOException if it is gone
   */
  static void requireThere(FolderFiles files) throws IOException {
    if (!isResultsFolder(files)) {
      throw new IOException(
          "Cannot write to %s: the results folder is gone, or another one is mounted there"
              .formatted(files.location()));
    }
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
    if (FormatFile.isTorn(text.get())) {
      return true; // each trial and segment shows by itself whether it can be read
    }
    int format;
    try {
      format =
          StrictObject.of(TrialJson.parse(text.get()), ResultsLayout.FORMAT_FILE).count("format");
    } catch (IllegalArgumentException e) {
      throw new IOException("Cannot use %s: %s".formatted(files.location(), e.getMessage()), e);
    }
    if (format != ResultsLayout.FORMAT && format != ResultsLayout.FORMAT_OF_SEGMENTS) {
      throw new IOException(
          "Cannot use %s: it was written by another version of kvsweep, expected format %d or %d, got %d"
              .formatted(
                  files.location(),
                  ResultsLayout.FORMAT,
                  ResultsLayout.FORMAT_OF_SEGMENTS,
                  format));
    }
    return true;
  }
}
