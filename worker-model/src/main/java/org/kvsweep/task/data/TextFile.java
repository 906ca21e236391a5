package org.kvsweep.task.data;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.kvsweep.trial.DataChecksums;

/** A file of the user's own in the data folder, most often text in UTF-8. */
public final class TextFile {
  /** The largest file: a larger one would not fit into the arrays of a trial. */
  private static final int MOST_BYTES = 256 << 20;

  private TextFile() {}

  /**
   * The whole text, its lines ending at {@code '\n'}.
   *
   * @param file {@code FOLDER/NAME} in the data folder, or an absolute path; may be gzipped
   * @param seen hears what is in the file
   * @throws IllegalArgumentException if it is missing, too large or not UTF-8
   */
  public static String read(Path dataFolder, String file, Consumer<DataChecksums> seen) {
    return Utf8Text.read(bytes(dataFolder, file, seen), file);
  }

  /**
   * Returns the whole content of a file, which need not be text, unpacked.
   *
   * @param file {@code FOLDER/NAME} in the data folder, or an absolute path; may be gzipped
   * @param seen hears what is in the file
   * @throws IllegalArgumentException if it is missing or too large
   */
  public static byte[] bytes(Path dataFolder, String file, Consumer<DataChecksums> seen) {
    Path path = path(file);
    DataFiles files = new DataFiles(dataFolder, dataset(path));
    byte[] bytes = files.bytes(path.getFileName().toString(), MOST_BYTES);
    seen.accept(files.seen());
    return bytes;
  }

  /**
   * Returns the path of the file in the data folder, or the path itself if it is absolute.
   *
   * @throws IllegalArgumentException if it is missing
   */
  public static String pathOf(Path dataFolder, String file) {
    Path path = path(file);
    return new DataFiles(dataFolder, dataset(path)).pathOf(path.getFileName().toString());
  }

  private static Path path(String file) {
    Path path = Path.of(file);
    if (path.getFileName() == null) {
      throw new IllegalArgumentException("Cannot read a text: expected a file, got " + file);
    }
    return path;
  }

  private static String dataset(Path path) {
    return path.getParent() == null ? "" : path.getParent().toString();
  }

  /** The lines of a text, without what ends them. */
  public static List<String> lines(Path dataFolder, String file, Consumer<DataChecksums> seen) {
    return read(dataFolder, file, seen).lines().toList();
  }
}
