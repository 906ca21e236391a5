package org.kvsweep.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.kvsweep.task.data.Checksum;

/**
 * The size and the checksum of a file's contents.
 *
 * @param bytes after unpacking
 * @param checksum of the unpacked content, of the kind that was asked for
 */
record FileCheck(long bytes, Checksum checksum) {
  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * Reads a file to its end.
   *
   * @param file gzipped if its name ends with {@code .gz}
   * @param kind of the checksum
   */
  static FileCheck unpacked(Path file, Checksum kind) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in =
            file.toString().endsWith(".gz")
                ? new GZIPInputStream(raw, BUFFER_BYTES)
                : new BufferedInputStream(raw, BUFFER_BYTES)) {
      return of(in, kind);
    }
  }

  /** Reads a file as it is. */
  static FileCheck packed(Path file, Checksum kind) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in, kind);
    }
  }

  private static FileCheck of(InputStream in, Checksum kind) throws IOException {
    MessageDigest digest = kind.digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
      digest.update(buffer, 0, got);
      bytes += got;
    }
    return new FileCheck(bytes, kind.of(digest));
  }

  /** Returns what is wrong with it, if something is: "expected …, got …". */
  Optional<String> fault(long expectedBytes, Optional<Checksum> expected) {
    if (bytes != expectedBytes) {
      return Optional.of("expected %d bytes, got %d".formatted(expectedBytes, bytes));
    }
    return expected
        .filter(one -> !one.equals(checksum))
        .map(one -> "expected the checksum %s, got %s".formatted(one, checksum));
  }
}
