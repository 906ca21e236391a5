package org.kvsweep.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.data.DataFolder;
import org.kvsweep.data.UserHome;
import picocli.CommandLine.Option;

/** The option that names the folder of data files. */
final class DataFolderOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The folder of data files (default: that of the environment variable KVSWEEP_DATA, else"
              + " kvsweep/data in your cache folder).")
  private Path data;

  Optional<Path> chosen() {
    return Optional.ofNullable(data);
  }

  /**
   * A folder of data files.
   *
   * @param namedBy the option or the variable of the environment; empty for the usual folder
   */
  record Chosen(Path path, String namedBy) {
    /** Returns that the folder is not there; nothing of the usual one, which fetching makes. */
    Optional<String> absence() {
      return namedBy.isEmpty() || Files.isDirectory(path)
          ? Optional.empty()
          : Optional.of("There is no folder %s (%s).".formatted(path, namedBy));
    }
  }

  /** The folder that was chosen, or the default, and what names it. */
  Chosen folder(Map<String, String> environment) {
    String variable =
        environment.getOrDefault(DataFolder.VARIABLE, "").isBlank() ? "" : DataFolder.VARIABLE;
    return new Chosen(path(environment), chosen().isPresent() ? "--data" : variable);
  }

  /** The folder that was chosen, or the default. */
  Path path(Map<String, String> environment) {
    return DataFolder.locate(chosen(), environment, UserHome.of(environment));
  }
}
