package org.kvsweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image for people who only run kvsweep; skipped where no Docker answers. {@code DOCKER=podman}
 * takes podman, {@code BASE=NAME} another base image, where Docker Hub is out of reach.
 */
class ContainerImageIT {
  private static final Path SCRIPT = Path.of("../.ci/make-image").toAbsolutePath();

  private static final String DOCKER = System.getenv().getOrDefault("DOCKER", "docker");

  @TempDir private static Path folder;
  private static String image;

  @BeforeAll
  static void build() throws Exception {
    assumeTrue(dockerAnswers(), "needs Docker: " + DOCKER + " info has to succeed");
    String name = "kvsweep-test-" + UUID.randomUUID().toString().toLowerCase(Locale.ROOT);
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString(), name));
    Optional.ofNullable(System.getenv("BASE"))
        .ifPresent(base -> command.addAll(List.of("--build-arg", "BASE=" + base)));
    run(command);
    image = name;
  }

  private static boolean dockerAnswers() throws InterruptedException {
    try {
      ProcessBuilder info = new ProcessBuilder(DOCKER, "info");
      return ChildProcess.start(info, folder.resolve("info.log")).exitCode() == 0;
    } catch (IOException noDocker) {
      return false;
    }
  }

  @AfterAll
  static void remove() throws Exception {
    if (image != null) {
      run(List.of(DOCKER, "rmi", "--force", image));
    }
  }

  @Test
  void trainsASweepAsWhoeverRunsItWithoutANetwork() throws Exception {
    Path work = Files.createDirectory(folder.resolve("work"));
    Files.writeString(
        work.resolve("tiny.yaml"),
        """
        name: tiny
        task: {name: copy, length: 8, train: 256, validation: 64, test: 64}
        model: {width: 16}
        training: {epochs: 1}
        """);

    assertThat(kvsweep(work, "run", "tiny.yaml", "--slots", "1"))
        .contains("tiny: 1 trial, 1 completed");
    assertThat(work.resolve("results/tiny/report.html")).exists();
    assertThat(kvsweep(work, "plan", "/opt/kvsweep/sweeps/quickstart.yaml"))
        .contains("quickstart: ");
  }

  private static String kvsweep(Path work, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(DOCKER, "run", "--rm", "--network", "none"));
    String user = Files.getAttribute(work, "unix:uid") + ":" + Files.getAttribute(work, "unix:gid");
    command.addAll(List.of("--user", user, "--volume", work + ":/work", image));
    command.addAll(List.of(words));
    return run(command);
  }

  private static String run(List<String> command) throws Exception {
    Path log = folder.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    int exitCode = ChildProcess.start(builder, log).exitCode();
    String said = Files.readString(log, UTF_8);
    assertThat(exitCode).as(said).isZero();
    return said;
  }
}
