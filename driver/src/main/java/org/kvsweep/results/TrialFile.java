package org.kvsweep.results;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import org.kvsweep.trial.StrictObject;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialJson;

/**
 * The text of a trial file: {@code {"record":R,"sha256":"H"}} and a line feed, where H is the
 * SHA-256 of the text R between the colon and the comma. Whatever tears, cuts or alters the file is
 * found.
 */
final class TrialFile {
  private static final String HEAD = "{\"record\":";
  private static final String MIDDLE = ",\"sha256\":\"";
  private static final String TAIL = "\"}\n";
  private static final int HASH_DIGITS = 64;

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
    String body = TrialJson.text(node);
    return HEAD + body + MIDDLE + sha256(body) + TAIL;
  }

  /**
   * The record in that text.
   *
   * @throws IllegalArgumentException if it is not the text of a trial file, or not as it was
   *     written
   */
  static TrialRecord read(String text) {
    int bodyEnd = text.length() - TAIL.length() - HASH_DIGITS - MIDDLE.length();
    if (bodyEnd < HEAD.length()
        || !text.startsWith(HEAD)
        || !text.endsWith(TAIL)
        || !text.startsWith(MIDDLE, bodyEnd)) {
      throw new IllegalArgumentException(
          "Cannot read the trial: the file is torn or was edited, got %d characters"
              .formatted(text.length()));
    }
    String body = text.substring(HEAD.length(), bodyEnd);
    String hash = text.substring(bodyEnd + MIDDLE.length(), text.length() - TAIL.length());
    if (!sha256(body).equals(hash)) {
      throw new IllegalArgumentException(
          "Cannot read the trial: its checksum does not fit, got " + sha256(body));
    }
    return record(StrictObject.of(TrialJson.parse(body), "record"));
  }

  private static TrialRecord record(StrictObject json) {
    int format = json.count("format");
    if (format != ResultsLayout.FORMAT) {
      throw new IllegalArgumentException(
          "Cannot read the trial: expected format %d, got %d"
              .formatted(ResultsLayout.FORMAT, format));
    }
    return new TrialRecord(
        new TrialId(json.text("id")),
        TrialJson.spec(json.object("spec")),
        TrialJson.outcome(json.object("outcome")),
        json.count("attempt"),
        json.text("place"),
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

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash a trial file: every JDK has SHA-256", e);
    }
  }
}
