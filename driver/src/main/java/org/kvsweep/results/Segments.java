package org.kvsweep.results;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.kvsweep.trial.TrialId;

/**
 * The segments of a results folder: files that hold some thousand ended trials each, so that
 * reading a million does not take a million requests. A trial that several have counts as in the
 * last of them, and its own file, if it has one, counts before all.
 */
final class Segments {
  private final FolderFiles files;

  Segments(FolderFiles files) {
    this.files = files;
  }

  /** Returns the sizes of the segments by their names, in the order in which they were written. */
  Map<String, Long> sizes() throws IOException {
    Map<String, Long> sizes = files.sizes(ResultsLayout.SEGMENTS);
    sizes.keySet().removeIf(name -> !ResultsLayout.isSegment(name));
    return sizes;
  }

  /**
   * Reads a segment.
   *
   * @throws IOException also if it is damaged, or gone
   */
  SegmentFile.Contents read(String name) throws IOException {
    return read(name, new SharedValues());
  }

  /** Reads a segment whose trials share values with others. */
  SegmentFile.Contents read(String name, SharedValues shared) throws IOException {
    try (InputStream in = open(name)) {
      return SegmentFile.read(in, location(name), shared);
    }
  }

  /** Reads some trials of all segments; of those that several have, the last. */
  Map<TrialId, TrialRecord> read(Predicate<TrialId> wanted) throws IOException {
    Map<TrialId, TrialRecord> trials = new HashMap<>();
    for (String name : sizes().keySet()) {
      try (InputStream in = open(name)) {
        trials.putAll(SegmentFile.read(in, location(name), wanted));
      }
    }
    return trials;
  }

  private InputStream open(String name) throws IOException {
    String path = ResultsLayout.SEGMENTS + "/" + name;
    return files
        .open(path)
        .orElseThrow(() -> new IOException("Cannot read %s: it is gone".formatted(location(name))));
  }

  private String location(String name) {
    return files.location() + "/" + ResultsLayout.SEGMENTS + "/" + name;
  }

  /** Returns the ids of all trials in segments, reading one line of each. */
  Set<TrialId> ids() throws IOException {
    Set<TrialId> ids = new HashSet<>();
    for (String name : sizes().keySet()) {
      ids.addAll(ids(name));
    }
    return ids;
  }

  private List<TrialId> ids(String name) throws IOException {
    try (InputStream in = open(name)) {
      return SegmentFile.ids(in, location(name));
    }
  }

  /**
   * Writes a segment, which is there whole or not at all, and makes sure that it can be read.
   *
   * @param name of no other segment
   */
  void write(String name, Collection<TrialRecord> trials) throws IOException {
    markFolder();
    replace(name, trials);
    if (!List.copyOf(read(name).trials().values()).equals(List.copyOf(trials))) {
      throw new IOException(
          "Cannot use %s: expected %d trials as they were written, got others"
              .formatted(location(name), trials.size()));
    }
  }

  private void replace(String name, Collection<TrialRecord> trials) throws IOException {
    files.writeForced(ResultsLayout.SEGMENTS + "/" + name, to -> SegmentFile.write(trials, to));
  }

  /** Builds that know no segments would train their trials again: they refuse such a folder. */
  private void markFolder() throws IOException {
    String marked = FormatFile.text(ResultsLayout.FORMAT_OF_SEGMENTS);
    if (!files.read(ResultsLayout.FORMAT_FILE).equals(Optional.of(marked))) {
      byte[] text = marked.getBytes(StandardCharsets.UTF_8);
      files.writeForced(ResultsLayout.FORMAT_FILE, to -> to.write(text));
    }
  }

  /**
   * Takes trials out of all segments, the oldest first: none shows what a later one had replaced.
   */
  void remove(Set<TrialId> trials) throws IOException {
    for (String name : sizes().keySet()) {
      if (Collections.disjoint(ids(name), trials)) {
        continue;
      }
      Map<TrialId, TrialRecord> kept = read(name).trials();
      if (kept.keySet().removeAll(trials)) {
        if (kept.isEmpty()) {
          files.delete(ResultsLayout.SEGMENTS + "/" + name);
        } else {
          replace(name, kept.values());
        }
      }
    }
  }
}
