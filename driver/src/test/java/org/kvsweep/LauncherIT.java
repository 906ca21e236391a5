package org.kvsweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code kvsweep} at the root of the project, on the jar that this build has made. */
class LauncherIT {
  private static final Path LAUNCHER = Path.of("../kvsweep").toAbsolutePath().normalize();

  @TempDir private Path folder;
  private Path javaHome;

  @BeforeEach
  void makeJavaHome() throws IOException {
    javaHome = Files.createDirectory(folder.resolve("jdk"));
  }

  @Test
  void runsACommandFromAnyFolder() throws Exception {
    Ended ended = launch(LAUNCHER, System.getProperty("java.home"), "--version");

    assertThat(ended.output()).startsWith("kvsweep ").contains("Spark 3.5", "Java 17");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void findsItsFolderThroughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), LAUNCHER);

    Ended ended = launch(link, System.getProperty("java.home"), "--version");
    Files.delete(link);

    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void passesOnTheExitCode() throws Exception {
    Ended ended = launch(LAUNCHER, System.getProperty("java.home"), "plan", "not-there.yaml");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.errors()).contains("not-there.yaml");
  }

  @ParameterizedTest
  @CsvSource({"1.8.0_391", "11.0.2", "21"})
  void refusesAnotherJavaThan17(String version) throws Exception {
    writeJava("echo 'openjdk version \"%s\" 2023-10-17' >&2".formatted(version));

    Ended ended = launch(LAUNCHER, javaHome.toString(), "--version");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.errors())
        .isEqualTo(
            """
            kvsweep: Cannot start: kvsweep needs Java 17, the newest that Spark 3.5 supports, \
            got %s at %s/bin/java. Set JAVA_HOME to a JDK 17.
            """
                .formatted(version, javaHome));
  }

  @Test
  void refusesAJavaHomeWithoutJava() throws Exception {
    Ended ended = launch(LAUNCHER, javaHome.toString(), "--version");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.errors())
        .isEqualTo(
            "kvsweep: Cannot start: JAVA_HOME has no bin/java, got %s\n".formatted(javaHome));
  }

  @Test
  void runsTrialsOnOneThreadAndTakesMoreOptionsForTheJvm() throws Exception {
    writeJava(
        """
        case $1 in
          -version) echo 'openjdk version "17.0.15" 2025-04-15' >&2 ;;
          *) echo "threads $OMP_NUM_THREADS"; printf '%s\\n' "$@" ;;
        esac
        """);

    Ended ended = launch(LAUNCHER, javaHome.toString(), "run", "two words.yaml");

    assertThat(ended.output().lines())
        .contains("threads 1", "-Xmx99m", "-Da=b")
        .endsWith("org.kvsweep.cli.Main", "run", "two words.yaml");
  }

  private void writeJava(String script) throws IOException {
    Path java = Files.createDirectory(javaHome.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Ended launch(Path launcher, String home, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().remove("OMP_NUM_THREADS");
    builder.environment().putAll(Map.of("JAVA_HOME", home, "KVSWEEP_JAVA_OPTS", "-Xmx99m -Da=b"));
    int exitCode = ChildProcess.start(builder, output, errors).exitCode();
    return new Ended(exitCode, Files.readString(output, UTF_8), Files.readString(errors, UTF_8));
  }

  private record Ended(int exitCode, String output, String errors) {}
}
