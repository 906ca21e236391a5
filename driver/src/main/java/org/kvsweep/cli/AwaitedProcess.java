package org.kvsweep.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.Signals;

/**
 * Another program that this process runs and waits for, whatever signals come. Ctrl-C and a closed
 * terminal reach both, so they are left to the other; SIGTERM reaches this process alone and is
 * handed on. A second signal would make a sweep stop at once, so none is handed on twice.
 */
final class AwaitedProcess implements AutoCloseable {
  private final Process process;
  private final List<Registration> registrations = new ArrayList<>();

  private record Registration(String signal, Object before) {}

  private AwaitedProcess(Process process) {
    this.process = process;
  }

  /** Starts the program and takes over the signals that ask this process to end. */
  static AwaitedProcess start(ProcessBuilder program) throws IOException {
    AwaitedProcess awaited = new AwaitedProcess(program.start());
    awaited.register("HUP", () -> {});
    awaited.register("INT", () -> {});
    awaited.register("TERM", awaited::terminate);
    return awaited;
  }

  private void register(String signal, Runnable handler) {
    registrations.add(new Registration(signal, Signals.register(signal, handler)));
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
    registrations.forEach(taken -> Signals.unregister(taken.signal(), taken.before()));
    registrations.clear();
  }
}
