package org.kvsweep.results;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.kvsweep.results.EndedTrials.FileVersion;
import org.kvsweep.results.EndedTrials.ReadSegment;
import org.kvsweep.trial.Retrial;
import org.kvsweep.trial.TrialId;

/** Reads the ended trials of a results folder, from their own files and from segments. */
final class FolderTrials {
  /**
   * The threads that read: reading a small file is waiting, on HDFS and object stores nearly all of
   * it.
   */
  private static final int READERS = 16;

  private final FolderFiles files;
  private final Segments segments;
  private final SharedValues shared = new SharedValues();

  FolderTrials(FolderFiles files) {
    this.files = files;
    this.segments = new Segments(files);
  }

  /**
   * What a folder has.
   *
   * @param single trials that have a file of their own which can be read
   * @param twice those of them that are the same in a segment that was read now
   */
  record Found(EndedTrials ended, Set<TrialId> single, Set<TrialId> twice) {}

  /**
   * Reads what was not there before, and what may have changed: the file of a trial that no run
   * trains again does only if it was removed.
   */
  Found since(EndedTrials before, Set<TrialId> setAside) throws IOException {
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    try {
      // Files first: a trial moves from its own into a segment, and never back.
      Map<TrialId, TrialRecord> single = new HashMap<>();
      Map<TrialId, String> damaged = new LinkedHashMap<>();
      Map<TrialId, FileVersion> versions = readSingle(before, readers, single, damaged);
      Map<String, ReadSegment> read = new LinkedHashMap<>();
      Map<TrialId, TrialRecord> all = readSegments(before, readers, read);
      Set<TrialId> twice =
          single.keySet().stream()
              .filter(id -> single.get(id).equals(all.get(id)))
              .collect(Collectors.toSet());
      all.putAll(single);
      read.forEach(
          (name, segment) ->
              segment.lost().stream()
                  .filter(id -> !all.containsKey(id))
                  .forEach(id -> damaged.put(id, "the end of segment " + name + " is torn off")));
      EndedTrials ended = ended(all, damaged, setAside, read, versions);
      return new Found(ended, Set.copyOf(single.keySet()), twice);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Cannot read %s: interrupted".formatted(files.location()), e);
    } finally {
      readers.shutdownNow();
    }
  }

  /** Reads some trials; the others are not even opened, unless they share a segment with one. */
  EndedTrials only(Predicate<TrialId> wanted, Set<TrialId> setAside) throws IOException {
    // Files first, as above.
    Map<TrialId, TrialRecord> single = new HashMap<>();
    Map<TrialId, String> damaged = new LinkedHashMap<>();
    for (String name : files.names(ResultsLayout.TRIALS)) {
      Optional<TrialId> id = ResultsLayout.trialOf(name).filter(wanted);
      if (id.isPresent()) {
        try {
          read(id.get()).ifPresent(record -> single.put(record.id(), record));
        } catch (ForeignFileException | IllegalArgumentException damage) {
          damaged.put(id.get(), damage.getMessage());
        }
      }
    }
    Map<TrialId, TrialRecord> all = segments.read(wanted);
    all.putAll(single);
    return ended(all, damaged, setAside, Map.of(), Map.of());
  }

  private static EndedTrials ended(
      Map<TrialId, TrialRecord> all,
      Map<TrialId, String> damaged,
      Set<TrialId> setAside,
      Map<String, ReadSegment> read,
      Map<TrialId, FileVersion> versions) {
    List<TrialRecord> records = new ArrayList<>(all.values());
    records.sort(Comparator.comparing(TrialRecord::ended).thenComparing(TrialRecord::id));
    Map<TrialId, TrialRecord> byId = new LinkedHashMap<>();
    records.forEach(record -> byId.put(record.id(), record));
    return new EndedTrials(byId, damaged, setAside, Set.of(), read, versions);
  }

  /** Reads files of single trials, and returns their versions before they were read. */
  private Map<TrialId, FileVersion> readSingle(
      EndedTrials before,
      ExecutorService readers,
      Map<TrialId, TrialRecord> single,
      Map<TrialId, String> damaged)
      throws IOException, InterruptedException {
    Map<String, FileVersion> listed = files.versions(ResultsLayout.TRIALS);
    Set<TrialId> ofOtherData =
        listed.keySet().stream()
            .flatMap(name -> ResultsLayout.trialOfOtherData(name).stream())
            .collect(Collectors.toSet());
    Map<TrialId, FileVersion> versions = new LinkedHashMap<>();
    listed.forEach(
        (name, version) -> ResultsLayout.trialOf(name).ifPresent(id -> versions.put(id, version)));
    List<TrialId> ids = new ArrayList<>();
    versions.forEach(
        (id, version) -> {
          TrialRecord known = before.trials().get(id);
          if (known != null
              && known.retrial() == Retrial.NEVER
              && version.equals(before.files().get(id))
              && !ofOtherData.contains(id)) {
            single.put(id, known);
          } else {
            ids.add(id);
          }
        });
    read(ids, readers, single, damaged);
    versions.keySet().retainAll(single.keySet());
    return versions;
  }

  private void read(
      List<TrialId> ids,
      ExecutorService readers,
      Map<TrialId, TrialRecord> single,
      Map<TrialId, String> damaged)
      throws IOException, InterruptedException {
    List<Callable<Optional<TrialRecord>>> reads = new ArrayList<>();
    ids.forEach(id -> reads.add(() -> read(id)));
    List<Future<Optional<TrialRecord>>> results = readers.invokeAll(reads);
    for (int i = 0; i < ids.size(); i++) {
      TrialId id = ids.get(i);
      try {
        results.get(i).get().ifPresent(record -> single.put(id, record));
      } catch (ExecutionException e) {
        damaged.put(id, damage(ResultsLayout.trial(id), e.getCause()));
      }
    }
  }

  /** Returns why a file can't be read. */
  private String damage(String name, Throwable cause) throws IOException {
    if (cause instanceof IllegalArgumentException || cause instanceof ForeignFileException) {
      return cause.getMessage();
    }
    throw new IOException(
        "Cannot read %s in %s: %s".formatted(name, files.location(), cause), cause);
  }

  private Map<TrialId, TrialRecord> readSegments(
      EndedTrials before, ExecutorService readers, Map<String, ReadSegment> read)
      throws IOException, InterruptedException {
    Map<String, Long> sizes = segments.sizes();
    Map<String, Future<SegmentFile.Contents>> contents = new LinkedHashMap<>();
    sizes.forEach(
        (name, bytes) -> {
          ReadSegment known = before.segments().get(name);
          if (known == null
              || known.bytes() != bytes
              || !before.trials().keySet().containsAll(known.trials())) {
            contents.put(name, readers.submit(() -> segments.read(name, shared)));
          }
        });
    Map<TrialId, TrialRecord> all = new HashMap<>();
    for (Map.Entry<String, Long> segment : sizes.entrySet()) {
      String name = segment.getKey();
      if (contents.containsKey(name)) {
        SegmentFile.Contents now = got(contents.get(name));
        all.putAll(now.trials());
        read.put(
            name,
            new ReadSegment(segment.getValue(), List.copyOf(now.trials().keySet()), now.lost()));
      } else {
        ReadSegment known = before.segments().get(name);
        known.trials().forEach(id -> all.put(id, before.trials().get(id)));
        read.put(name, known);
      }
    }
    return all;
  }

  private static SegmentFile.Contents got(Future<SegmentFile.Contents> contents)
      throws IOException, InterruptedException {
    try {
      return contents.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
  }

  /** Returns the ids of all that has ended, damaged or not, without reading the trials. */
  Set<TrialId> ids() throws IOException {
    Set<TrialId> ids = new HashSet<>();
    for (String name : files.names(ResultsLayout.TRIALS)) {
      ResultsLayout.trialOf(name).ifPresent(ids::add);
    }
    ids.addAll(segments.ids());
    return ids;
  }

  /** Returns whether the trial has a file of its own that can be read. */
  boolean hasFile(TrialId id) throws IOException {
    try {
      return read(id).isPresent();
    } catch (ForeignFileException | IllegalArgumentException damaged) {
      return false;
    }
  }

  private Optional<TrialRecord> read(TrialId id) throws IOException {
    Optional<TrialRecord> record =
        files.read(ResultsLayout.trial(id)).map(text -> TrialFile.read(text, shared));
    if (record.isPresent() && !record.get().id().equals(id)) {
      throw new IllegalArgumentException(
          "Cannot read the trial: the file is named %s, got trial %s"
              .formatted(id, record.get().id()));
    }
    return record;
  }
}
