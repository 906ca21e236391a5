package org.kvsweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is in the jar that spark-submit and executors get, and what must not be. */
class ApplicationJarIT {
  private static final Path JAR = Path.of("target/kvsweep.jar");
  private static final Path SPARK_CLASS_PATH = Path.of("target/spark.classpath");
  private static final Pattern NATIVE =
      Pattern.compile("org/(?:bytedeco|nd4j)/.*/([^/]+)/[^/]+\\.(?:so[.\\d]*|dylib|dll)");

  @Test
  void holdsNoClassThatSparkShips() throws IOException {
    Set<String> classes = classesOf(JAR);
    Set<String> shipped = new HashSet<>();
    for (String jar : Files.readString(SPARK_CLASS_PATH).strip().split(File.pathSeparator, -1)) {
      shipped.addAll(classesOf(Path.of(jar)));
    }

    assertThat(shipped).contains("org/apache/spark/SparkContext.class");
    assertThat(classes).contains("org/kvsweep/trial/TrialSpec.class");
    classes.retainAll(shipped);
    assertThat(classes).as("classes in the jar and in Spark's").isEmpty();
  }

  @Test
  void holdsTheNativesOfOnePlatformAndNoneThatNeedsAvx2() throws IOException {
    List<String> platforms =
        entriesOf(JAR).stream()
            .map(NATIVE::matcher)
            .filter(match -> match.matches())
            .map(match -> match.group(1))
            .distinct()
            .toList();

    assertThat(platforms).hasSize(1);
    assertThat(platforms.get(0)).doesNotContain("avx");
  }

  @Test
  void namesTheCpuBackendOfNd4jAsAService() throws IOException {
    assertThat(textOf("META-INF/services/org.nd4j.linalg.factory.Nd4jBackend"))
        .contains("org.nd4j.linalg.cpu.nativecpu.CpuBackend");
  }

  @Test
  void holdsTheLicensesAndNoSignatures() throws IOException {
    assertThat(textOf("META-INF/LICENSE")).contains("Apache License");
    assertThat(textOf("META-INF/licenses/openblas.txt")).contains("The OpenBLAS Project");
    assertThat(textOf("META-INF/licenses/gcc-runtime.txt")).contains("Runtime Library Exception");
    assertThat(entriesOf(JAR)).noneMatch(name -> name.matches("META-INF/.*\\.(SF|RSA|DSA)"));
  }

  @Test
  void startsTheCommandsWhenItIsRun() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("org.kvsweep.cli.Main");
    }
  }

  private static Set<String> classesOf(Path jar) throws IOException {
    Set<String> classes = entriesOf(jar);
    classes.removeIf(name -> !name.endsWith(".class") || name.endsWith("module-info.class"));
    return classes;
  }

  private static Set<String> entriesOf(Path path) throws IOException {
    Set<String> names = new HashSet<>();
    try (JarFile jar = new JarFile(path.toFile())) {
      jar.stream().map(ZipEntry::getName).forEach(names::add);
    }
    return names;
  }

  private static String textOf(String entry) throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      return new String(jar.getInputStream(jar.getEntry(entry)).readAllBytes(), UTF_8);
    }
  }
}
