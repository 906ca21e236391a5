package org.kvsweep.task.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A checksum and how it is computed.
 *
 * @param algorithm as the JDK names it: {@code MD5}, {@code SHA-256}
 * @param hex lower case
 */
public record Checksum(String algorithm, String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{32,128}");

  /** A SHA-256 checksum that stands for no data: it serves to compute one of that kind. */
  public static final Checksum SHA_256 = sha256("0".repeat(64));

  public Checksum {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "Cannot use a checksum: expected 32 to 128 lower-case hex digits, got " + hex);
    }
  }

  public static Checksum md5(String hex) {
    return new Checksum("MD5", hex);
  }

  public static Checksum sha256(String hex) {
    return new Checksum("SHA-256", hex);
  }

  /** Starts a computation without any data yet. */
  public MessageDigest digest() {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot compute a checksum: this JDK has no " + algorithm, e);
    }
  }

  /** The checksum of the same kind that a digest has come to. */
  public Checksum of(MessageDigest finished) {
    return new Checksum(algorithm, HexFormat.of().formatHex(finished.digest()));
  }

  @Override
  public String toString() {
    return algorithm + " " + hex;
  }
}
