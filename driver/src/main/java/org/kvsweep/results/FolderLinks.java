package org.kvsweep.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Checks where links in a folder lead. A folder that someone else has filled may have any; the
 * folder itself may be reached by links.
 */
final class FolderLinks {
  private FolderLinks() {}

  /**
   * Refuses a file that lies elsewhere.
   *
   * @throws ForeignFileException if it is a link that leads out of the folder
   */
  static void checkWithin(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    if (Files.exists(file) && !file.toRealPath().startsWith(folder.toRealPath())) {
      throw new ForeignFileException(
          file.toString(), "it is a link that leads out of the results folder");
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
    Path above = subfolder.toRealPath();
    while (above != null && !Files.exists(above.resolve(ResultsLayout.FORMAT_FILE))) {
      above = above.getParent();
    }
    if (above != null && !above.equals(folder.toRealPath())) {
      throw new IOException(
          "Cannot write to %s: expected a folder of its own, got a link into the results folder %s"
              .formatted(subfolder, above));
    }
  }
}
