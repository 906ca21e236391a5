package org.kvsweep.task.language;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kvsweep.task.data.DataFiles;
import org.kvsweep.task.data.Utf8Text;

/** Text in UTF-8 from the data folder. */
final class TextFile {
  /** More would not fit into the arrays of a trial. */
  private static final int MOST_BYTES = 256 << 20;

  private TextFile() {}

  /**
   * The whole text, its lines ending at {@code '\n'}.
   *
   * @param file {@code FOLDER/NAME} in the data folder, or an absolute path; may be gzipped
   * @throws IllegalArgumentException if it is missing, too large or not UTF-8
   */
  static String read(Path dataFolder, String file) {
    Path path = Path.of(file);
    Path parent = path.getParent();
    if (path.getFileName() == null) {
      throw new IllegalArgumentException("Cannot read a text: expected a file, got " + file);
    }
    String dataset = parent == null ? "" : parent.toString();
    byte[] bytes =
        new DataFiles(dataFolder, dataset).bytes(path.getFileName().toString(), MOST_BYTES);
    return Utf8Text.read(bytes, file);
  }

  /**
   * Where the file lies in the data folder; empty for one with an absolute path.
   *
   * @throws IllegalArgumentException if it is missing
   */
  static Optional<String> pathOf(Path dataFolder, String file) {
    Path path = Path.of(file);
    if (path.isAbsolute() || path.getParent() == null) {
      return Optional.empty();
    }
    String dataset = path.getParent().toString();
    return Optional.of(new DataFiles(dataFolder, dataset).pathOf(path.getFileName().toString()));
  }

  /** The lines of a text, without what ends them. */
  static List<String> lines(Path dataFolder, String file) {
    return read(dataFolder, file).lines().toList();
  }
}
