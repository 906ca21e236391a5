package org.kvsweep.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;

/**
 * The standard output of a command. Writers of text swallow errors; this keeps the first, so that a
 * file that is cut off by a full disk is not taken for a whole one.
 */
final class StandardOutput {
  private final PrintWriter writer;
  private IOException failure;

  StandardOutput(OutputStream to) {
    this.writer = new PrintWriter(new Watched(to), true, Charset.defaultCharset());
  }

  PrintWriter writer() {
    return writer;
  }

  /**
   * The exit code of a command that has ended with {@code code}. That nobody reads on, as behind
   * {@code | head}, is no trouble: whoever closes a pipe has what they wanted.
   */
  int check(int code, PrintWriter err) {
    writer.flush();
    if (failure == null || isClosedPipe(failure)) {
      return code;
    }
    err.println("Cannot write the output: " + failure.getMessage());
    return code == ExitCode.OK ? ExitCode.TROUBLE : code;
  }

  /** Recognises the system's message, which has the word in most languages. */
  private static boolean isClosedPipe(IOException failure) {
    return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
  }

  private final class Watched extends FilterOutputStream {
    Watched(OutputStream to) {
      super(to);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      try {
        out.write(bytes, from, count);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }
  }
}
