package org.kvsweep.cli;

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

  /** The folder that was chosen, or the default. */
  Path path(Map<String, String> environment) {
    return DataFolder.locate(chosen(), environment, UserHome.of(environment));
  }
}
