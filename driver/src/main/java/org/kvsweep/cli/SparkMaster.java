package org.kvsweep.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The Spark master that the options of a command name. */
final class SparkMaster {
  static final String SETTING = "spark.master";
  private static final String DEFAULTS = "spark-defaults.conf";

  private SparkMaster() {}

  /**
   * Returns the master that {@code --master} or {@code --conf} names; empty if neither does.
   *
   * @param option the value of {@code --master}; null if it is not given
   * @param settings those of {@code --conf}, by key
   * @throws IllegalArgumentException if they name two
   */
  static Optional<String> named(String option, Map<String, String> settings) {
    String set = settings.get(SETTING);
    if (option != null && set != null && !set.equals(option)) {
      throw new IllegalArgumentException(
          "Cannot use --master %s with --conf spark.master=%s: expected one of them"
              .formatted(option, set));
    }
    return Optional.ofNullable(option == null ? set : option);
  }

  /**
   * Says which master counts where no option names one, in the order in which spark-submit looks.
   *
   * @param program the spark-submit that is run
   */
  static String unnamed(Path program, Map<String, String> environment) throws IOException {
    Path file = defaults(program, environment);
    Optional<String> configured = configured(file);
    String variable = environment.getOrDefault("MASTER", "");
    return configured.isPresent()
        ? "The master is %s, by %s; --master names another.".formatted(configured.get(), file)
        : !variable.isEmpty()
            ? "The master is %s, by the variable MASTER; --master names another."
                .formatted(variable)
            : "The master is local[*], all cores of this machine: neither --master nor Spark's"
                + " configuration names one.";
  }

  private static Path defaults(Path program, Map<String, String> environment) throws IOException {
    String folder = environment.getOrDefault("SPARK_CONF_DIR", "");
    if (!folder.isEmpty()) {
      return Path.of(folder, DEFAULTS);
    }
    // Where spark-submit was found on the PATH it may be a link.
    Path real = Files.exists(program) ? program.toRealPath() : program.toAbsolutePath();
    return real.resolveSibling("../conf").resolve(DEFAULTS).normalize();
  }

  private static Optional<String> configured(Path file) throws IOException {
    Properties properties = new Properties();
    if (Files.isReadable(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IllegalArgumentException | CharacterCodingException unreadable) {
        return Optional.empty(); // spark-submit says what is wrong with it
      }
    }
    return Optional.ofNullable(properties.getProperty(SETTING)).map(String::strip);
  }
}
