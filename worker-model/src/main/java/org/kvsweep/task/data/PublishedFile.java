package org.kvsweep.task.data;

import java.util.Objects;
import java.util.Optional;

/**
 * A file as it was published, after unpacking.
 *
 * @param dataset the folder in the data folder
 * @param name the file in it
 * @param bytes its size
 * @param checksum its checksum; empty where only the archive that it comes in has one
 */
public record PublishedFile(String dataset, String name, long bytes, Optional<Checksum> checksum) {
  public PublishedFile {
    Objects.requireNonNull(dataset, "dataset");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(checksum, "checksum");
  }
}
