package org.kvsweep.spark;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.kvsweep.Patience;

/** Other processes of a test. */
final class Processes {
  private Processes() {}

  /** Ends that process as the system does, without a chance to say goodbye. */
  static void kill(long pid) {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
  }

  /** The same for one that may have ended. */
  static void killIfThere(long pid) {
    ProcessHandle.of(pid).ifPresent(process -> kill(process.pid()));
  }

  /** Waits until that process has ended by itself. */
  static void awaitEnd(long pid) throws Exception {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isPresent()) {
      process.get().onExit().get(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Sends it that signal, for example STOP. */
  static void signal(long pid, String name) {
    try {
      int code = new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
      if (code != 0) {
        throw new AssertionError("kill -%s %d ended with %d".formatted(name, pid, code));
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("cannot send " + name, e);
    }
  }
}
