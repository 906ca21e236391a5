package org.kvsweep.export;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * Hands the trials of a results folder to another tool; found through {@link ServiceLoader}.
 *
 * <p>Options of its own are fields with picocli's {@code @Option}: {@code kvsweep export} shows
 * them among its own and fills them in before it asks for anything else. To make an export takes no
 * time, since the help of the command lists them all.
 */
public interface TrialExport {

  /** The word for the tool, as {@code --to} takes it. */
  String name();

  /** Names the output for the first sentence of the help, such as {@code Parquet tables}. */
  String about();

  /** Commands that show its use, for the end of the help. */
  List<String> examples();

  /**
   * Checks its options before any result is read.
   *
   * @param environment of the process
   * @throws IllegalArgumentException if something is missing or wrong with them, in a sentence
   */
  default void check(Map<String, String> environment) {}

  /**
   * Writes the trials that have ended. It may be asked again at any time, also while the sweep
   * runs, and repeats nothing that is there.
   *
   * @return what was done, as the end of a line that begins with the name
   */
  String write(ExportRequest request) throws IOException;

  /**
   * All exports on the class path, in the order in which they are found.
   *
   * @throws IllegalStateException if two of them claim the same name
   */
  static List<TrialExport> load() {
    Map<String, TrialExport> exports = new LinkedHashMap<>();
    for (TrialExport export : ServiceLoader.load(TrialExport.class)) {
      TrialExport other = exports.putIfAbsent(export.name(), export);
      if (other != null) {
        throw new IllegalStateException(
            "Cannot load export %s: both %s and %s provide it"
                .formatted(export.name(), other.getClass().getName(), export.getClass().getName()));
      }
    }
    return List.copyOf(exports.values());
  }
}
