package org.kvsweep.sweep;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.kvsweep.trial.DataChecksums;

/**
 * The data files of the trials with one {@code task:} section.
 *
 * @param folder in which they lie, the one that the task is given
 * @param files paths in it; absolute for those that are named so
 * @param checksums of what the driver has found in them
 */
public record TaskData(Path folder, Set<String> files, DataChecksums checksums) {
  public TaskData {
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(checksums, "checksums");
    files = Set.copyOf(files);
  }
}
