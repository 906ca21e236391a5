package org.kvsweep.report.html;

import java.util.Objects;

/**
 * The version and the command by which a sweep can be run again.
 *
 * @param version of kvsweep that writes the report
 * @param command that runs the sweep; empty if it is not known
 */
public record Provenance(String version, String command) {
  public Provenance {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(command, "command");
  }
}
