package org.kvsweep.spark;

/** Other processes of a test. */
final class Processes {
  private Processes() {}

  /** Ends that process as the system does, without a chance to say goodbye. */
  static void kill(long pid) {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
  }
}
