package org.kvsweep.trial;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The name of a trial, from its content: the first 64 bits of the SHA-256 of the canonical JSON of
 * its spec, as 16 hexadecimal digits. Safe as a file name.
 */
public record TrialId(String value) implements Comparable<TrialId> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

  public TrialId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Cannot read a trial id: expected 16 hexadecimal digits, got " + value);
    }
  }

  public static TrialId of(TrialSpec spec) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(TrialJson.canonical(spec).getBytes(StandardCharsets.UTF_8));
      return new TrialId(HexFormat.of().formatHex(digest, 0, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash a trial spec: every JDK has SHA-256", e);
    }
  }

  @Override
  public int compareTo(TrialId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
