package org.kvsweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.spark.executor.BuildIdentity;

/** The folder that a release unpacks to, where there is no Maven and no source tree. */
class DistributionIT {
  private static final Path SCRIPT = Path.of("../.ci/make-distribution").toAbsolutePath();

  @TempDir private static Path folder;
  private static Path kvsweep;

  @BeforeAll
  static void unpack() throws Exception {
    Path home = folder.resolve("un packed/kvsweep");
    Path log = folder.resolve("make.log");
    ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString(), home.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    assertThat(ChildProcess.start(builder, log).exitCode())
        .as(Files.readString(log, UTF_8))
        .isZero();

    kvsweep = Files.createSymbolicLink(folder.resolve("kvsweep"), home.resolve("kvsweep"));
  }

  @Test
  void saysWhichBuildItIs() throws Exception {
    Properties built = BuildIdentity.properties();

    assertThat(launch("--version"))
        .startsWith("kvsweep %s (commit ".formatted(built.getProperty("version")));
  }

  @Test
  void plansAndTrainsASweepWithoutMaven() throws Exception {
    Path sweep =
        Files.writeString(
            folder.resolve("tiny.yaml"),
            """
            name: tiny
            task: {name: copy, length: 8, train: 256, validation: 64, test: 64}
            model: {width: 16}
            training: {epochs: 1}
            """);

    assertThat(launch("plan", sweep.toString())).contains("tiny: 1 cell, 1 trial");
    assertThat(launch("run", sweep.toString(), "--slots", "1", "--out", "results"))
        .contains("tiny: 1 trial, 1 completed");
  }

  @Test
  void hasItsSweepsAndPagesBesideIt() throws Exception {
    Path home = kvsweep.toRealPath().getParent();

    assertThat(launch("plan", home.resolve("sweeps/quickstart.yaml").toString()))
        .contains("quickstart: ");
    assertThat(home.resolve("docs/README.md")).exists();
    assertThat(home.resolve("CONTRIBUTING.md")).exists();
    assertThat(home.resolve("benchmarks/README.md")).exists();
    assertThat(Files.readString(home.resolve("completion/kvsweep.bash"), UTF_8))
        .contains("complete -F _complete_kvsweep");
    assertThat(home.resolve("completion/kvsweep.fish")).isNotEmptyFile();
  }

  private static String launch(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(kvsweep.toString()));
    command.addAll(List.of(words));
    Path errors = folder.resolve("errors");
    Path output = folder.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH",
                "/usr/bin:/bin",
                "HOME",
                folder.toString(),
                "JAVA_HOME",
                System.getProperty("java.home"),
                // Unpacked natives are half a gigabyte: those of this machine will do.
                "KVSWEEP_JAVA_OPTS",
                "-Dorg.bytedeco.javacpp.cachedir="
                    + System.getProperty("user.home")
                    + "/.javacpp/cache"));
    int exitCode = ChildProcess.start(builder, output, errors).exitCode();
    assertThat(exitCode).as(Files.readString(errors, UTF_8)).isZero();
    return Files.readString(output, UTF_8);
  }
}
