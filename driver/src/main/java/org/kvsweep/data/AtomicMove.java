package org.kvsweep.data;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Puts finished files in their place, whole or not at all. */
final class AtomicMove {
  private AtomicMove() {}

  /** Moves a file to where another may be. */
  static void replace(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException otherFileSystem) {
      // The folder is a link to elsewhere: go there first, then take the last step at once.
      Path aside = to.resolveSibling(to.getFileName() + ".part");
      Files.copy(from, aside, StandardCopyOption.REPLACE_EXISTING);
      Files.move(aside, to, StandardCopyOption.ATOMIC_MOVE);
      Files.delete(from);
    }
  }
}
