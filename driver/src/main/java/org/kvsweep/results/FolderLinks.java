package org.kvsweep.results;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks where links in a folder lead. A folder that someone else has filled may have any; the
 * folder itself may be reached by links.
 */
final class FolderLinks {
  private FolderLinks() {}

  /** Returns where a file lies once all links are followed; empty if that is nowhere. */
  static Optional<Path> realPath(Path file) throws IOException {
    try {
      return Optional.of(file.toRealPath());
    } catch (FileSystemException nowhere) {
      return Optional.empty(); // a link in a circle, or deleted since it was listed
    }
  }

  /**
   * Refuses a file that lies elsewhere.
   *
   * @throws ForeignFileException if it is a link that leads out of the folder
   */
  static void checkWithin(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    Optional<Path> real = realPath(file);
    if (real.isPresent() && !real.get().startsWith(folder.toRealPath())) {
      throw new ForeignFileException(
          file.toString(), "it is a link that leads out of the results folder");
    }
  }

  /**
   * Refuses a file that lies elsewhere than in its subfolder, which may be linked, or in another
   * results folder.
   *
   * @throws ForeignFileException if it does
   */
  static void checkInSubfolder(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    Optional<Path> found = realPath(file);
    if (found.isEmpty()) {
      return;
    }
    Path real = found.get();
    if (!real.getParent().equals(file.getParent().toRealPath())) {
      throw new ForeignFileException(file.toString(), "it is a link that leads out of its folder");
    }
    Optional<Path> owner = resultsFolderAbove(real);
    if (owner.isPresent() && !owner.get().equals(folder.toRealPath())) {
      throw new ForeignFileException(
          file.toString(), "it belongs to the results folder " + owner.get());
    }
  }

  /**
   * Refuses a subfolder that belongs to another results folder. One on a larger disk may well be
   * linked.
   *
   * @throws IOException if it is a link into another results folder
   */
  static void checkOwn(Path folder, String name) throws IOException {
    Path subfolder = folder.resolve(name);
    if (!Files.exists(subfolder)) {
      return;
    }
    Optional<Path> owner = resultsFolderAbove(subfolder.toRealPath());
    if (owner.isPresent() && !owner.get().equals(folder.toRealPath())) {
      throw new IOException(
          "Cannot write to %s: expected a folder of its own, got a link into the results folder %s"
              .formatted(subfolder, owner.get()));
    }
  }

  /** The results folder that a file or folder is in, or is itself. */
  private static Optional<Path> resultsFolderAbove(Path real) {
    return Stream.iterate(real, Objects::nonNull, Path::getParent)
        .filter(above -> Files.exists(above.resolve(ResultsLayout.FORMAT_FILE)))
        .findFirst();
  }
}
