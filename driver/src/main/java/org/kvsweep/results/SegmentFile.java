package org.kvsweep.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialJson;

/**
 * The text of a segment: a line with the ids of its trials, then the text of the file of each, in
 * the same order. A torn end costs the trials that it had, which count as not ended. Damage before
 * it is an error: something else than a power cut has been at work, and training the trials again
 * without a word would hide it.
 */
final class SegmentFile {
  private static final String TRIALS = "trials";

  private SegmentFile() {}

  /**
   * What a segment holds.
   *
   * @param trials those that can be read, in the order of the segment
   * @param lost those that a torn end had
   */
  record Contents(Map<TrialId, TrialRecord> trials, List<TrialId> lost) {}

  static void write(Collection<TrialRecord> trials, OutputStream to) throws IOException {
    ObjectNode head = TrialJson.object();
    ArrayNode ids = head.putArray(TRIALS);
    trials.forEach(trial -> ids.add(trial.id().value()));
    to.write(bytes(HashedLine.of(TrialJson.text(head))));
    for (TrialRecord trial : trials) {
      to.write(bytes(TrialFile.write(trial)));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads the ids alone.
   *
   * @param name of the segment, for messages
   */
  static List<TrialId> ids(InputStream in, String name) throws IOException {
    return ids(lines(in), name);
  }

  /**
   * Reads a segment.
   *
   * @param name of the segment, for messages
   * @throws IOException if it is damaged before its last line
   */
  static Contents read(InputStream in, String name, SharedValues shared) throws IOException {
    BufferedReader lines = lines(in);
    List<TrialId> ids = ids(lines, name);
    Map<TrialId, TrialRecord> trials = trials(lines, name, ids, id -> true, shared);
    if (lines.readLine() != null) {
      throw damaged(
          name,
          ids.size() + 2,
          new IllegalArgumentException(
              "Cannot read the trial: the first line names %d trials".formatted(ids.size())));
    }
    return new Contents(trials, List.copyOf(ids.subList(trials.size(), ids.size())));
  }

  /**
   * Reads some trials of a segment; the lines of the others are not looked at.
   *
   * @param name of the segment, for messages
   * @throws IOException if one of them is damaged before the last line
   */
  static Map<TrialId, TrialRecord> read(InputStream in, String name, Predicate<TrialId> wanted)
      throws IOException {
    BufferedReader lines = lines(in);
    return trials(lines, name, ids(lines, name), wanted, new SharedValues());
  }

  private static Map<TrialId, TrialRecord> trials(
      BufferedReader lines,
      String name,
      List<TrialId> ids,
      Predicate<TrialId> wanted,
      SharedValues shared)
      throws IOException {
    int last = ids.size() - 1;
    while (last >= 0 && !wanted.test(ids.get(last))) {
      last--;
    }
    Map<TrialId, TrialRecord> trials = new LinkedHashMap<>();
    for (int i = 0; i <= last; i++) {
      String line = lines.readLine();
      if (line == null) {
        break;
      }
      if (wanted.test(ids.get(i))) {
        try {
          trials.put(ids.get(i), trial(line, ids.get(i), shared));
        } catch (IllegalArgumentException damaged) {
          if (lines.readLine() != null) {
            throw damaged(name, i + 2, damaged);
          }
        }
      }
    }
    return trials;
  }

  private static BufferedReader lines(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
  }

  private static List<TrialId> ids(BufferedReader lines, String name) throws IOException {
    String head = lines.readLine();
    try {
      List<TrialId> ids = new ArrayList<>();
      String json = HashedLine.json(head == null ? "" : head + "\n", "the ids");
      for (JsonNode id : TrialJson.parse(json).path(TRIALS)) {
        ids.add(new TrialId(id.asText()));
      }
      return ids;
    } catch (IllegalArgumentException damaged) {
      throw damaged(name, 1, damaged);
    }
  }

  private static TrialRecord trial(String line, TrialId id, SharedValues shared) {
    TrialRecord trial = TrialFile.read(line + "\n", shared);
    if (!trial.id().equals(id)) {
      throw new IllegalArgumentException(
          "Cannot read the trial: the first line names another here, got " + trial.id());
    }
    return trial;
  }

  private static IOException damaged(String name, int line, IllegalArgumentException why) {
    return new IOException(
        "Cannot read the trials in %s: line %d is damaged; move the file away to train them again: %s"
            .formatted(name, line, why.getMessage()),
        why);
  }
}
