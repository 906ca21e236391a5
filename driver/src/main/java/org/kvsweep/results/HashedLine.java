package org.kvsweep.results;

import org.apache.commons.codec.digest.DigestUtils;

/**
 * A line that says whether it is as it was written: {@code {"record":R,"sha256":"H"}} and a line
 * feed, where H is the SHA-256 of the text R between the colon and the comma. Whatever tears, cuts
 * or alters the line is found.
 */
final class HashedLine {
  private static final String HEAD = "{\"record\":";
  private static final String MIDDLE = ",\"sha256\":\"";
  private static final String TAIL = "\"}\n";
  private static final int HASH_DIGITS = 64;

  private HashedLine() {}

  /** The line of that JSON, which has no line feed in it. */
  static String of(String json) {
    return HEAD + json + MIDDLE + DigestUtils.sha256Hex(json) + TAIL;
  }

  /**
   * The JSON of a line.
   *
   * @param what the line is about, for the message
   * @throws IllegalArgumentException if it is not such a line, or not as it was written
   */
  static String json(String line, String what) {
    int end = line.length() - TAIL.length() - HASH_DIGITS - MIDDLE.length();
    if (end < HEAD.length()
        || !line.startsWith(HEAD)
        || !line.endsWith(TAIL)
        || !line.startsWith(MIDDLE, end)) {
      throw new IllegalArgumentException(
          "Cannot read %s: the file is torn or was edited, got %d characters"
              .formatted(what, line.length()));
    }
    String json = line.substring(HEAD.length(), end);
    String hash = line.substring(end + MIDDLE.length(), line.length() - TAIL.length());
    String computed = DigestUtils.sha256Hex(json);
    if (!computed.equals(hash)) {
      throw new IllegalArgumentException(
          "Cannot read %s: its checksum does not fit, got %s".formatted(what, computed));
    }
    return json;
  }
}
