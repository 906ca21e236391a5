package org.kvsweep.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that names the key whose values are compared. */
final class ComparisonOption {
  @Option(
      names = "--compare",
      paramLabel = "KEY",
      description =
          "Key whose values are compared, in pairs that are equal in all else, such as depth or"
              + " training.schedule (default: what the sweep says).")
  private String key;

  Optional<String> key() {
    return Optional.ofNullable(key);
  }
}
