package org.kvsweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is in the jar that spark-submit and executors get, and what must not be. */
class ApplicationJarIT {
  private static final Path JAR = Path.of("target/kvsweep.jar");
  private static final Path SPARK_CLASS_PATH = Path.of("target/spark.classpath");
  private static final Pattern NATIVE =
      Pattern.compile("org/(?:bytedeco|nd4j)/.*/([^/]+)/[^/]+\\.(?:so[.\\d]*|dylib|dll)");
  private static final Path LICENSES = Path.of("../licenses");
  private static final Pattern MAVEN_LIBRARY =
      Pattern.compile("META-INF/maven/([^/]+)/([^/]+)/pom\\.properties");

  /** As their POMs say; a group of one vendor counts as a whole. */
  private static final Pattern APACHE_LICENSED =
      Pattern.compile(
          String.join(
              "|",
              "org\\.kvsweep:.*",
              "org\\.(deeplearning4j|nd4j):.*",
              "org\\.bytedeco:(cuda|dnnl|javacpp|opencl)",
              "org\\.apache\\.commons:.*",
              "commons-net:commons-net",
              "com\\.fasterxml\\..*:.*",
              "com\\.google\\.(code\\.findbugs|errorprone|j2objc):.*",
              "com\\.jakewharton\\.byteunits:byteunits",
              "de\\.javakaffee:kryo-serializers",
              "net\\.ericaro:neoitertools",
              "org\\.snakeyaml:snakeyaml-engine",
              "org\\.yaml:snakeyaml"));

  /** By library, the file in {@code licenses/} that has its license. */
  private static final Map<String, String> LICENSE_FILES =
      Map.of(
          "com.github.oshi:oshi-core", "oshi.txt",
          "com.google.protobuf:protobuf-java", "protobuf.txt",
          "com.google.protobuf:protobuf-java-util", "protobuf.txt",
          "org.bytedeco:openblas", "openblas.txt",
          "org.codehaus.woodstox:stax2-api", "stax2-api.txt",
          "org.jline:jline-native", "jline.txt",
          "org.jline:jline-terminal", "jline.txt",
          "org.threeten:threetenbp", "threetenbp.txt");

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
  void hasTheLicenseOfEachLibraryInIt() throws IOException {
    Set<String> entries = entriesOf(JAR);
    List<String> libraries =
        entries.stream()
            .map(MAVEN_LIBRARY::matcher)
            .filter(match -> match.matches())
            .map(match -> match.group(1) + ":" + match.group(2))
            .toList();

    assertThat(libraries).contains("org.kvsweep:driver", "com.github.oshi:oshi-core");
    assertThat(libraries)
        .as("libraries under Apache 2.0 or with a file in licenses/")
        .allMatch(
            library ->
                APACHE_LICENSED.matcher(library).matches() || LICENSE_FILES.containsKey(library));
    assertThat(entries).as("licenses").containsAll(licenseFilesInTheJar());
  }

  private static List<String> licenseFilesInTheJar() throws IOException {
    Set<String> files = new TreeSet<>(LICENSE_FILES.values());
    // Those that the page of licenses names are of parts too that Maven knows nothing of.
    Pattern.compile("`([\\w.-]+\\.txt)`")
        .matcher(Files.readString(LICENSES.resolve("README.md"), UTF_8))
        .results()
        .map(match -> match.group(1))
        .forEach(files::add);
    try (Stream<Path> texts = Files.list(LICENSES)) {
      assertThat(texts.map(text -> text.getFileName().toString()))
          .filteredOn(name -> name.endsWith(".txt"))
          .containsExactlyInAnyOrderElementsOf(files);
    }
    return files.stream().map(file -> "META-INF/licenses/" + file).toList();
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
