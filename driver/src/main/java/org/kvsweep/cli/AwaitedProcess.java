package org.kvsweep.cli;

import java.io.IOException;

/**
 * Another program that this process runs and waits for, whatever signals come. Ctrl-C and a closed
 * terminal reach both, so they are left to the other; SIGTERM reaches this process alone and is
 * handed on.
 */
final class AwaitedProcess implements AutoCloseable {
  private final Process process;
  private final TakenSignals signals = new TakenSignals();

  private AwaitedProcess(Process process) {
    this.process = process;
  }

  /** Starts the program and takes over the signals that ask this process to end. */
  static AwaitedProcess start(ProcessBuilder program) throws IOException {
    AwaitedProcess awaited = new AwaitedProcess(program.start());
    awaited.signals.take("HUP", () -> {});
    awaited.signals.take("INT", () -> {});
    awaited.signals.take("TERM", awaited::terminate);
    return awaited;
  }

  /** Asks the program to end; it decides how long that takes. */
  void terminate() {
    process.destroy();
  }

  Process process() {
    return process;
  }

  /** Gives the signals back, and ends the program if it still runs. */
  @Override
  public void close() {
    process.destroy();
    signals.close();
  }
}
