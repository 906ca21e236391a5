package org.kvsweep.task.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The lines of a stream as they come, read as {@link Utf8Text} has it; but what comes later can't
 * be known, so carriage returns alone never end a line here.
 */
public final class Utf8Lines {
  /** A stream that never ends a line must not fill the memory. */
  static final int LONGEST_LINE_BYTES = 1 << 20;

  private final InputStream in;
  private final String name;
  private long lines;

  /** The lines of that stream; {@code name} is for messages. */
  public Utf8Lines(InputStream in, String name) {
    this.in = new BufferedInputStream(in);
    this.name = name;
  }

  /**
   * The next line, without what ends it; empty at the end.
   *
   * @throws IllegalArgumentException if it is not UTF-8 or too long
   */
  public Optional<String> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return Optional.empty();
    }
    lines++;
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (line.size() == LONGEST_LINE_BYTES) {
        throw new IllegalArgumentException(
            "Cannot read %s: expected at most %d bytes a line, got more in line %d"
                .formatted(name, LONGEST_LINE_BYTES, lines));
      }
      line.write(next);
    }
    byte[] bytes = line.toByteArray();
    int from = lines == 1 ? Utf8Text.start(bytes, name) : 0;
    return Optional.of(Utf8Text.line(Utf8Text.decode(bytes, from, lines, name)));
  }

  /** True if more is there already, so that the next line need not be waited for. */
  public boolean ready() throws IOException {
    return in.available() > 0;
  }
}
