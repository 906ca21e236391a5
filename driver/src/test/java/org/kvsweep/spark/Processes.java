package org.kvsweep.spark;

import java.io.IOException;

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
