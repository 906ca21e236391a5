package org.kvsweep.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** What {@code spark-submit} goes by where no option says it: a file of settings, and variables. */
final class SparkDefaults {
  private static final String OPTION = "--properties-file";
  private static final String NAME = "spark-defaults.conf";

  private final Optional<Path> unnamed;
  private final Properties settings;
  private final Map<String, String> environment;

  /**
   * A value that no option has given.
   *
   * @param by what gives it, in words; empty if it is a file that an option names
   */
  record Value(String value, Optional<String> by) {}

  /**
   * The defaults of a command.
   *
   * @param unnamed the file of the settings, unless an option names it
   */
  private SparkDefaults(
      Optional<Path> unnamed, Properties settings, Map<String, String> environment) {
    this.unnamed = unnamed;
    this.settings = settings;
    this.environment = environment;
  }

  /**
   * Reads the file that spark-submit will read.
   *
   * @param program the spark-submit that is run
   * @param options those of spark-submit, which may name another file
   */
  static SparkDefaults read(Path program, List<String> options, Map<String, String> environment)
      throws IOException {
    Optional<String> named = named(options);
    Path file = named.isPresent() ? Path.of(named.get()) : usual(program, environment);
    Properties settings = new Properties();
    if (Files.isReadable(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        settings.load(reader);
      } catch (IllegalArgumentException | CharacterCodingException unreadable) {
        settings.clear(); // spark-submit says what is wrong with it
      }
    }
    Optional<Path> unnamed = Optional.of(file).filter(read -> named.isEmpty());
    return new SparkDefaults(unnamed, settings, environment);
  }

  /** Returns the value of a setting in the file. */
  Optional<String> inFile(String setting) {
    return Optional.of(settings.getProperty(setting, "").strip())
        .filter(configured -> !configured.isEmpty());
  }

  /**
   * Returns the value of a setting.
   *
   * @param variable of the environment, which counts where the file has none
   */
  Optional<Value> value(String setting, String variable) {
    return inFile(setting)
        .map(configured -> new Value(configured, unnamed.map(Path::toString)))
        .or(
            () ->
                Optional.of(environment.getOrDefault(variable, ""))
                    .filter(ofVariable -> !ofVariable.isEmpty())
                    .map(
                        ofVariable ->
                            new Value(ofVariable, Optional.of("the variable " + variable))));
  }

  private static Optional<String> named(List<String> options) {
    String file = null;
    for (int i = 0; i < options.size(); i++) {
      if (options.get(i).startsWith(OPTION + "=")) {
        file = options.get(i).substring(OPTION.length() + 1);
      } else if (options.get(i).equals(OPTION) && i + 1 < options.size()) {
        file = options.get(i + 1);
      }
    }
    return Optional.ofNullable(file);
  }

  private static Path usual(Path program, Map<String, String> environment) throws IOException {
    String folder = environment.getOrDefault("SPARK_CONF_DIR", "");
    if (!folder.isEmpty()) {
      return Path.of(folder, NAME);
    }
    // Where spark-submit was found on the PATH it may be a link.
    Path real = Files.exists(program) ? program.toRealPath() : program.toAbsolutePath();
    return real.resolveSibling("../conf").resolve(NAME).normalize();
  }
}
