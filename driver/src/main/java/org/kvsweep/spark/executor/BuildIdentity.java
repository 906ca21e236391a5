package org.kvsweep.spark.executor;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.zip.CRC32;

/**
 * The build of kvsweep and Spark that a process runs. Driver and executors have to agree in it:
 * trials of another build would give other numbers, and Kryo numbers the classes it knows by build.
 *
 * @param kvsweep version and commit, as they were when it was built
 * @param spark the version of Spark
 * @param classes a checksum over the classes of kvsweep; empty where they are not in a jar
 */
public record BuildIdentity(String kvsweep, String spark, String classes) {
  private static final String FILE = "/org/kvsweep/version.properties";
  private static final String CLASSES = "org/kvsweep/";

  public BuildIdentity {
    Objects.requireNonNull(kvsweep, "kvsweep");
    Objects.requireNonNull(spark, "spark");
    Objects.requireNonNull(classes, "classes");
  }

  /** The build identity of this process. */
  public static BuildIdentity here() {
    return new BuildIdentity(
        version(),
        org.apache.spark.package$.MODULE$.SPARK_VERSION(),
        checksum(BuildIdentity.class.getProtectionDomain().getCodeSource()));
  }

  /** Returns the program's name, its version and the commit it was built from. */
  public static String versionLine() {
    return "kvsweep " + version();
  }

  private static String version() {
    Properties built = properties();
    return "%s (commit %s)".formatted(built.get("version"), commit(built.getProperty("commit")));
  }

  /**
   * Returns the facts that the build wrote down: {@code version}, {@code commit}, {@code spark} and
   * others.
   */
  public static Properties properties() {
    Properties built = new Properties();
    try (InputStream stream = BuildIdentity.class.getResourceAsStream(FILE)) {
      if (stream == null) {
        throw new IOException("Cannot tell the version: expected " + FILE + " beside the classes");
      }
      built.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return built;
  }

  /**
   * Checks that this process runs the line of Spark that kvsweep was built for, such as 3.5.
   *
   * @throws IllegalArgumentException if it runs another
   */
  public static void requireItsSpark() {
    requireSpark(
        properties().getProperty("spark"), org.apache.spark.package$.MODULE$.SPARK_VERSION());
  }

  static void requireSpark(String built, String running) {
    if (!line(built).equals(line(running))) {
      throw new IllegalArgumentException(
          "Cannot run on Spark %s: this kvsweep.jar is built for Spark %s, and each line of Spark has its own; README.md says how to get it"
              .formatted(running, line(built)));
    }
  }

  private static String line(String version) {
    return version.replaceFirst("^(\\d+\\.\\d+).*$", "$1");
  }

  /** Built outside a git repository, from a source archive say, the placeholder is left. */
  private static String commit(String filled) {
    return filled.startsWith("$") ? "unknown" : filled;
  }

  private static String checksum(CodeSource source) {
    if (source == null || !source.getLocation().getPath().endsWith(".jar")) {
      return "";
    }
    return checksum(new File(URI.create(source.getLocation().toString())));
  }

  /**
   * Computes a checksum from those that a jar keeps of its entries, so that nothing has to be
   * unpacked.
   */
  static String checksum(File jar) {
    CRC32 sum = new CRC32();
    try (JarFile file = new JarFile(jar)) {
      file.stream()
          .filter(entry -> entry.getName().startsWith(CLASSES))
          .filter(entry -> entry.getName().endsWith(".class"))
          .map(entry -> entry.getName() + entry.getCrc())
          .sorted()
          .forEach(entry -> sum.update(entry.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Long.toHexString(sum.getValue());
  }

  /** Returns the form in which Spark carries it from driver to executors. */
  public Map<String, String> toMap() {
    return Map.of("kvsweep", kvsweep, "spark", spark, "classes", classes);
  }

  static BuildIdentity of(Map<String, String> map) {
    return new BuildIdentity(
        map.getOrDefault("kvsweep", "unknown"),
        map.getOrDefault("spark", "unknown"),
        map.getOrDefault("classes", ""));
  }

  /** Returns how an executor with this build differs from the driver; empty if in nothing. */
  List<String> differencesFrom(BuildIdentity driver) {
    List<String> differences = new ArrayList<>();
    if (!kvsweep.equals(driver.kvsweep)) {
      differences.add("kvsweep %s, the driver %s".formatted(kvsweep, driver.kvsweep));
    }
    if (!spark.equals(driver.spark)) {
      differences.add("Spark %s, the driver %s".formatted(spark, driver.spark));
    }
    if (differences.isEmpty()
        && !classes.isEmpty()
        && !driver.classes.isEmpty()
        && !classes.equals(driver.classes)) {
      differences.add(
          "another build of kvsweep %s (classes %s), the driver %s"
              .formatted(kvsweep, classes, driver.classes));
    }
    return differences;
  }
}
