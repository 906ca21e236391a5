package org.kvsweep.data;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.kvsweep.task.data.Checksum;

/**
 * One file to download, and what comes out of it.
 *
 * @param name under which it is published
 * @param mirrors places that have it; tried in this order
 * @param checksum of the download itself; empty where only that of its content is published
 * @param kind how its content is packed
 * @param files the files in it that are wanted, by their names in the data set's folder
 */
public record Download(
    String name, List<URI> mirrors, Optional<Checksum> checksum, Kind kind, List<String> files) {

  /** The packing of a download. */
  public enum Kind {
    /** The file itself. */
    PLAIN,
    /** One gzipped file, which stays so. */
    GZIP,
    /** A gzipped tar archive. */
    TAR_GZ
  }

  public Download {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(checksum, "checksum");
    Objects.requireNonNull(kind, "kind");
    mirrors = List.copyOf(mirrors);
    files = List.copyOf(files);
    if (files.isEmpty() || (kind != Kind.TAR_GZ && files.size() != 1)) {
      throw new IllegalArgumentException(
          "Cannot unpack %s: expected one file, several of an archive, got %s"
              .formatted(name, files));
    }
  }

  /** Returns this download with one more place to try first, which has it as PLACE/DATASET/FILE. */
  Download withMirror(URI place, String dataset) {
    String base = place.toString();
    String file = (base.endsWith("/") ? base : base + "/") + dataset + "/" + name;
    List<URI> all = new ArrayList<>(List.of(URI.create(file)));
    all.addAll(mirrors);
    return new Download(name, all, checksum, kind, files);
  }
}
