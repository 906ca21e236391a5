package org.kvsweep.results;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import org.kvsweep.trial.StrictObject;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialJson;

/** The text of a trial file: one {@link HashedLine}. */
final class TrialFile {
  /**
   * The range of times in files: no clock says others, and with these one can calculate without an
   * overflow.
   */
  private static final Instant EARLIEST = Instant.EPOCH;

  private static final Instant LATEST = Instant.parse("+10000-01-01T00:00:00Z");

  private TrialFile() {}

  static String write(TrialRecord record) {
    ObjectNode node =
        TrialJson.object()
            .put("format", ResultsLayout.FORMAT)
            .put("id", record.id().value())
            .put("attempt", record.attempt())
            .put("place", record.place())
            .put("started", record.started().toString())
            .put("ended", record.ended().toString());
    node.set("spec", TrialJson.tree(record.spec()));
    node.set("outcome", TrialJson.tree(record.outcome()));
    return HashedLine.of(TrialJson.text(node));
  }

  /**
   * The record in that text.
   *
   * @throws IllegalArgumentException if it is not the text of a trial file, or not as it was
   *     written
   */
  static TrialRecord read(String text) {
    return read(text, new SharedValues());
  }

  /** The record in that text likewise, which shares with others what they have in common. */
  static TrialRecord read(String text, SharedValues shared) {
    String body = HashedLine.json(text, "the trial");
    return record(StrictObject.of(TrialJson.parse(body), "record"), shared);
  }

  private static TrialRecord record(StrictObject json, SharedValues shared) {
    int format = json.count("format");
    if (format != ResultsLayout.FORMAT) {
      throw new IllegalArgumentException(
          "Cannot read the trial: expected format %d, got %d"
              .formatted(ResultsLayout.FORMAT, format));
    }
    return new TrialRecord(
        new TrialId(json.text("id")),
        shared.of(TrialJson.spec(json.object("spec"))),
        shared.of(TrialJson.outcome(json.object("outcome"))),
        json.count("attempt"),
        shared.of(json.text("place")),
        instant(json, "started"),
        instant(json, "ended"));
  }

  static Instant instant(StrictObject json, String key) {
    String text = json.text(key);
    try {
      Instant time = Instant.parse(text);
      if (!time.isBefore(EARLIEST) && time.isBefore(LATEST)) {
        return time;
      }
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "Cannot read %s: expected a time such as 2026-01-31T12:00:00Z, got %s"
              .formatted(key, text),
          e);
    }
    throw new IllegalArgumentException(
        "Cannot read %s: expected a time of the years 1970 to 9999, got %s".formatted(key, text));
  }
}
