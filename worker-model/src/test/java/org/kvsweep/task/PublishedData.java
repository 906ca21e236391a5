package org.kvsweep.task;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** The files that `kvsweep data fetch` fetches, for tests of what is in them. */
public final class PublishedData {
  private PublishedData() {}

  /**
   * The folder of those data sets: what {@code KVSWEEP_DATA} names, or {@code ../shared/data}
   * beside the project. Where neither has them all, the test is skipped and says so.
   */
  public static Path with(String... datasets) {
    Path beside = Path.of("..", "..", "shared", "data");
    Path found =
        Stream.of(System.getenv("KVSWEEP_DATA"), beside.toString())
            .filter(Objects::nonNull)
            .map(folder -> Path.of(folder).toAbsolutePath().normalize())
            .filter(
                folder -> Stream.of(datasets).allMatch(set -> Files.exists(folder.resolve(set))))
            .findFirst()
            .orElse(null);
    assumeThat(found)
        .as("a folder with %s in KVSWEEP_DATA or %s", String.join(", ", datasets), beside)
        .isNotNull();
    return found;
  }
}
