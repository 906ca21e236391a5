package org.kvsweep.data;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds the folder of data files. */
public final class DataFolder {
  /** The environment variable that names the folder. */
  public static final String VARIABLE = "KVSWEEP_DATA";

  private DataFolder() {}

  /**
   * The folder that the user chose, else that of {@value #VARIABLE}, else {@code data} in the
   * {@link #cache}.
   *
   * @param chosen on the command line
   * @param home the user's home folder
   */
  public static Path locate(Optional<Path> chosen, Map<String, String> environment, Path home) {
    return chosen
        .or(() -> variable(environment, VARIABLE))
        .orElseGet(() -> cache(environment, home).resolve("data"))
        .toAbsolutePath()
        .normalize();
  }

  /**
   * The folder of kvsweep in the user's cache folder: {@code XDG_CACHE_HOME}, which counts only if
   * it is absolute, or {@code ~/.cache} (XDG Base Directory Specification).
   *
   * @param home the user's home folder
   */
  public static Path cache(Map<String, String> environment, Path home) {
    return variable(environment, "XDG_CACHE_HOME")
        .filter(Path::isAbsolute)
        .orElse(home.resolve(".cache"))
        .resolve("kvsweep");
  }

  private static Optional<Path> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank()).map(Path::of);
  }
}
