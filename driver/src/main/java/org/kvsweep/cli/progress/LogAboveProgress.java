package org.kvsweep.cli.progress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Lets whole lines that others write, such as logs, through above the live lines of a screen. */
final class LogAboveProgress extends OutputStream {
  private final LiveScreen screen;
  private final OutputStream below;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  LogAboveProgress(LiveScreen screen, OutputStream below) {
    this.screen = screen;
    this.below = below;
  }

  @Override
  public synchronized void write(int b) {
    line.write(b);
    if (b == '\n') {
      pass();
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      line.write(bytes[i]);
    }
    if (length > 0 && bytes[offset + length - 1] == '\n') {
      pass();
    }
  }

  /** Lets a line that was begun through, ended: a frame drawn behind it would take it away. */
  @Override
  public synchronized void close() {
    if (line.size() > 0) {
      line.write('\n');
      pass();
    }
  }

  private void pass() {
    screen.above(
        () -> {
          try {
            line.writeTo(below);
            below.flush();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    line.reset();
  }
}
