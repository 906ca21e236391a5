package org.kvsweep.results;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.apache.commons.lang3.function.FailableBiConsumer;

/**
 * Writes local files aside, in a subfolder, from where they take their name in one step: a new one
 * by a hard link, the one call that fails where the name is taken (a rename would overwrite).
 */
final class AsideWriter {
  /** The time after which a file that was renamed is seen on other machines too. */
  private static final Duration RENAME_SETTLES = Duration.ofSeconds(5);

  private final Path folder;
  private final FailableBiConsumer<Path, Path, IOException> hardLinks;
  private volatile boolean renamed;

  /**
   * Writes files below that folder.
   *
   * @param hardLinks makes one of the first name to the second
   */
  AsideWriter(Path folder, FailableBiConsumer<Path, Path, IOException> hardLinks) {
    this.folder = folder;
    this.hardLinks = hardLinks;
  }

  /** Zero until a file had to take its name by a rename, which may overwrite. */
  Duration settling() {
    return renamed ? RENAME_SETTLES : Duration.ZERO;
  }

  /** Writes a new file; false if there is one of that name. */
  boolean create(Path file, byte[] bytes) throws IOException {
    try {
      Path aside = aside(file, out -> out.write(bytes));
      try {
        return takeName(file, aside);
      } finally {
        Files.deleteIfExists(aside);
      }
    } catch (IOException e) {
      throw FailedWrite.of(file, e);
    }
  }

  /** Writes a file in place of whatever has that name. */
  void replace(Path file, DerivedFiles.Content content) throws IOException {
    try {
      Path aside = aside(file, content);
      try {
        Files.move(
            aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(aside);
      }
    } catch (IOException e) {
      throw FailedWrite.of(file, e);
    }
  }

  private boolean takeName(Path file, Path aside) throws IOException {
    try {
      hardLinks.accept(file, aside);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // A file system without hard links. The lease keeps other drivers out, so looking first will
      // do; whoever creates the lease itself looks again.
      renamed = true;
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
  }

  private Path aside(Path file, DerivedFiles.Content content) throws IOException {
    Files.createDirectories(file.getParent());
    Path aside =
        Files.createDirectories(folder.resolve(ResultsLayout.TEMPORARY))
            .resolve(ResultsLayout.aside(file.getFileName().toString()));
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(aside, StandardOpenOption.CREATE_NEW))) {
      content.write(out);
      return aside;
    } catch (IOException e) {
      Files.deleteIfExists(aside);
      throw e;
    }
  }
}
