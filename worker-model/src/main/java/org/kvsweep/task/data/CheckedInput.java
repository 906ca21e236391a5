package org.kvsweep.task.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;

/** Counts what is read, and compares it with the published file in the end. */
final class CheckedInput extends FilterInputStream {
  private final Optional<PublishedFile> published;
  private final MessageDigest digest;
  private final MessageDigest seen = Checksum.SHA_256.digest();
  private long count;

  CheckedInput(InputStream in, Optional<PublishedFile> published) {
    super(in);
    this.published = published;
    this.digest = published.flatMap(PublishedFile::checksum).map(Checksum::digest).orElse(null);
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      count++;
      seen.update((byte) value);
      if (digest != null) {
        digest.update((byte) value);
      }
    }
    return value;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int got = super.read(into, offset, length);
    if (got > 0) {
      count += got;
      seen.update(into, offset, got);
      if (digest != null) {
        digest.update(into, offset, got);
      }
    }
    return got;
  }

  @Override
  public long skip(long bytes) throws IOException {
    throw new UnsupportedOperationException("Cannot skip: what is skipped would not be checked");
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** The SHA-256 of all that was read; to be called once, at the end. */
  String sha256() {
    return Checksum.SHA_256.of(seen).hex();
  }

  /**
   * Compares all that was read.
   *
   * @throws IOException if it is as long as the published file and has another checksum
   */
  void check() throws IOException {
    if (digest == null || published.orElseThrow().bytes() != count) {
      return;
    }
    Checksum expected = published.orElseThrow().checksum().orElseThrow();
    Checksum got = expected.of(digest);
    if (!got.equals(expected)) {
      throw new IOException("expected the checksum %s, got %s".formatted(expected, got));
    }
  }
}
