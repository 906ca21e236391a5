package org.kvsweep.export.tensorboard;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.kvsweep.results.HadoopPath;

/**
 * The event files of runs, one in the folder of each. A file appears whole or not at all: it is
 * written aside, under a name that TensorBoard does not look for, and renamed; in an object store
 * it appears when its writing ends, and a rename would copy it.
 */
final class RunFiles implements AutoCloseable {
  private static final String ASIDE = ".kvsweep-";

  /** The files that exports make, and what an export that was killed has left. */
  private static final String OURS =
      "events\\.out\\.tfevents\\.-?\\d+\\.kvsweep|\\Q" + ASIDE + "\\E[0-9a-f-]{36}";

  private final FileSystem fileSystem;
  private final Path root;
  private final boolean inPlace;

  private RunFiles(FileSystem fileSystem, Path root) {
    this.fileSystem = fileSystem;
    this.root = root;
    this.inPlace = HadoopPath.isObjectStore(fileSystem.getUri());
  }

  /** The files below that folder, which need not exist. */
  static RunFiles below(Path root, Configuration hadoop) throws IOException {
    // An instance of its own, since checksums beside the files are switched off for it alone.
    FileSystem fileSystem = FileSystem.newInstance(root.toUri(), hadoop);
    fileSystem.setWriteChecksum(false);
    return new RunFiles(fileSystem, root);
  }

  /** The name of the file of a trial that began then. */
  static String name(Instant started) {
    return "events.out.tfevents." + started.getEpochSecond() + ".kvsweep";
  }

  /**
   * Writes a file, and deletes that of an earlier trial in the same folder.
   *
   * @return false, with nothing changed, if it is there already
   */
  boolean put(Path file, byte[] events) throws IOException {
    checkNoLinks(file);
    if (isThere(file, events.length)) {
      return false;
    }
    deleteOlder(file);
    if (inPlace) {
      write(file, events);
    } else {
      writeAside(file, events);
    }
    return true;
  }

  private void writeAside(Path file, byte[] events) throws IOException {
    Path aside = new Path(file.getParent(), ASIDE + UUID.randomUUID());
    try {
      write(aside, events);
      if (!fileSystem.rename(aside, file)) {
        throw new IOException(
            "Cannot write %s: the file system did not rename %s".formatted(file, aside.getName()));
      }
    } finally {
      fileSystem.delete(aside, false);
    }
  }

  private void write(Path file, byte[] events) throws IOException {
    try (FSDataOutputStream out = fileSystem.create(file, true)) {
      out.write(events);
    }
  }

  /** Whoever had made a link on the way to the file would have chosen what is overwritten. */
  private void checkNoLinks(Path file) throws IOException {
    if (!fileSystem.getUri().getScheme().equals("file")) {
      return; // only local file systems have links
    }
    java.nio.file.Path top = local(root);
    for (java.nio.file.Path part = local(file); !part.equals(top); part = part.getParent()) {
      if (Files.isSymbolicLink(part)) {
        throw new IOException(
            "Cannot write %s: expected files and folders that an export made, got the link %s"
                .formatted(file.toUri().getPath(), part));
      }
    }
  }

  private java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(fileSystem.makeQualified(path).toUri().getPath());
  }

  private boolean isThere(Path file, long bytes) throws IOException {
    if (!fileSystem.exists(file)) {
      return false;
    }
    FileStatus status = fileSystem.getFileStatus(file);
    return status.isFile() && status.getLen() == bytes;
  }

  /** A trial that was trained again began later; TensorBoard would show both. */
  private void deleteOlder(Path file) throws IOException {
    if (fileSystem.exists(file.getParent())) {
      for (FileStatus status : fileSystem.listStatus(file.getParent())) {
        if (status.getPath().getName().matches(OURS)) {
          fileSystem.delete(status.getPath(), false);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    fileSystem.close();
  }
}
