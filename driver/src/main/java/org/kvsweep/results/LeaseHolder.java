package org.kvsweep.results;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.LongPredicate;
import org.kvsweep.trial.PlainText;

/**
 * A process that may hold the lease of a results folder.
 *
 * @param host its name, for people
 * @param machine one running of one operating system with one numbering of processes: where two
 *     holders agree in it, a process id means the same process to both
 * @param pid its process id on that machine
 */
record LeaseHolder(String host, String machine, long pid) {
  private static final long FIRST_PROCESS = 1;

  LeaseHolder {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(machine, "machine");
  }

  /** Returns this process. */
  static LeaseHolder current() {
    String host = hostName();
    return new LeaseHolder(host, machine(host), ProcessHandle.current().pid());
  }

  /** Returns whether the other one is on the same machine, where its process id means the same. */
  boolean onSameMachine(LeaseHolder other) {
    return machine.equals(other.machine);
  }

  /** Returns whether this process can tell that the other one has ended. */
  boolean knowsToBeDead(LeaseHolder other) {
    return knowsToBeDead(other, process -> ProcessHandle.of(process).isPresent());
  }

  /**
   * Returns the same where this process sees those processes. Where it does not even see the first,
   * which always runs, those of other users are hidden from it, and may run too.
   */
  boolean knowsToBeDead(LeaseHolder other, LongPredicate seen) {
    return onSameMachine(other) && seen.test(FIRST_PROCESS) && !seen.test(other.pid);
  }

  @Override
  public String toString() {
    return "process %d on %s".formatted(pid, PlainText.shown(host));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }

  /** Containers share a boot and have their own process ids, so both go into the name. */
  private static String machine(String host) {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + "/"
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return host;
    }
  }
}
