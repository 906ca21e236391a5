package org.kvsweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the scripts in {@code cluster/} that run sweeps leave behind, and for whom, with stand-ins
 * for kvsweep, Slurm and Spark.
 */
class SubmitScriptsTest {
  private static final Path CLUSTER = Path.of("../cluster");

  @TempDir private Path folder;
  private Path programs;
  private Path temporary;

  @BeforeEach
  void standIns() throws IOException {
    programs = Files.createDirectory(folder.resolve("bin"));
    temporary = Files.createDirectory(folder.resolve("tmp"));
    script(
        programs.resolve("mkdir"),
        """
        case $* in
          */tmp/spark-events) echo "$*" >>"$HOME/made" ;;
          *) PATH=/usr/bin:/bin exec mkdir "$@" ;;
        esac
        """);
    script(programs.resolve("srun"), "echo \"$*\" >>\"$HOME/steps\"\n");
    script(programs.resolve("scontrol"), "echo \"$*\" >>\"$HOME/control\"\n");
    script(
        programs.resolve("spark-class"),
        "echo 'Starting Spark master at spark://it:7077'; exec tail -f /dev/null\n");
    script(
        folder.resolve("kvsweep"),
        """
        umask >"$HOME/umask"
        while [ $# -gt 1 ]; do shift; done
        ls -ld "$1" "$(dirname "$1")" >"$HOME/modes"
        cp "$1" "$HOME/properties"
        """);
    for (String path : List.of("standalone", "local-cluster", "slurm")) {
      Path copy = Files.createDirectories(folder.resolve("cluster").resolve(path));
      try (Stream<Path> files = Files.list(CLUSTER.resolve(path))) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(file.getFileName()));
        }
      }
    }
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Runs a script to its end as a user whose files everybody may read. */
  private void run(String script, String... arguments) throws Exception {
    assertThat(exitCode(script, arguments)).as(written("log")).isZero();
  }

  private int exitCode(String script, String... arguments) throws Exception {
    try (ChildProcess process = start(script, arguments)) {
      return process.exitCode();
    }
  }

  private ChildProcess start(String script, String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(
                    Stream.of("sh", "-c", "umask 022 && exec \"$0\" \"$@\"", "cluster/" + script),
                    Arrays.stream(arguments))
                .toList());
    builder.directory(folder.toFile());
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("TMPDIR", temporary.toString());
    builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().put("KVSWEEP_HOME", folder.toString());
    builder.environment().put("SLURM_JOB_ID", "7");
    builder.environment().put("SLURM_SUBMIT_DIR", folder.toString());
    builder.environment().put("SLURM_CPUS_PER_TASK", "2");
    Path secrets = Files.writeString(folder.resolve("secrets"), "spark.authenticate.secret x\n");
    builder.environment().put("KVSWEEP_SECRETS", secrets.toString());
    return ChildProcess.start(builder, folder.resolve("log"));
  }

  private String written(String name) throws IOException {
    return Files.readString(folder.resolve(name), UTF_8);
  }

  private void assertThatOnlyTheSecretIsKeptFromOthers() throws IOException {
    assertThat(written("properties")).contains("spark.authenticate.secret ");
    assertThat(written("modes").lines())
        .as("the file with the secret, or its folder")
        .anyMatch(line -> line.startsWith("-rw-------") || line.startsWith("drwx------"));
    assertThat(written("umask")).as("of what the driver writes").isEqualTo("0022\n");
    assertThat(written("made")).isEqualTo("-p -m 1777 /tmp/spark-events\n");
  }

  private void awaitThatNoCopyOfTheSecretIsLeft() throws Exception {
    ProcessBuilder look =
        new ProcessBuilder("sh", "-c", "while ls \"$0\" | grep .; do sleep 0.1; done", "tmp");
    look.directory(folder.toFile());
    try (ChildProcess looking = ChildProcess.start(look, folder.resolve("left"))) {
      assertThat(looking.exitCode()).isZero();
    }
  }

  @Test
  void aSubmittedSweepOnAStandaloneClusterKeepsOnlyItsSecretFromOthers() throws Exception {
    run("standalone/submit.sh", "spark://it:7077", "x.yaml");

    assertThatOnlyTheSecretIsKeptFromOthers();
    awaitThatNoCopyOfTheSecretIsLeft();
  }

  @ParameterizedTest
  @CsvSource({"HUP, 7", "INT, 7", "TERM, 7", "KILL, 137"})
  void aSignalToASubmittedSweepReachesItAndItsSecretGoes(String signal, int code) throws Exception {
    try (ChildProcess sweep = sweepThatASignalEnds()) {
      sweep.signal(signal);

      assertThat(sweep.exitCode()).as(sweep.log()).isEqualTo(code);
      awaitThatNoCopyOfTheSecretIsLeft();
    }
  }

  /** As Ctrl-C, a terminal that closes and systemd do. */
  @ParameterizedTest
  @ValueSource(strings = {"HUP", "INT", "TERM"})
  void aSignalToAllProcessesOfASubmittedSweepLeavesNoSecretEither(String signal) throws Exception {
    try (ChildProcess sweep = sweepThatASignalEnds()) {
      List<String> kill = new ArrayList<>(List.of("kill", "-" + signal, "" + sweep.pid()));
      sweep.descendants().forEach(process -> kill.add("" + process.pid()));
      // Some may have ended by themselves since.
      int unused = new ProcessBuilder(kill).start().waitFor();

      assertThat(sweep.exitCode()).as(sweep.log()).isEqualTo(7);
      awaitThatNoCopyOfTheSecretIsLeft();
    }
  }

  private ChildProcess sweepThatASignalEnds() throws Exception {
    script(
        folder.resolve("kvsweep"),
        """
        trap 'exit 7' HUP INT TERM
        while [ $# -gt 1 ]; do shift; done
        echo "trains with $(tail -n 1 "$1")"
        while [ -d "$HOME" ]; do sleep 0.1; done
        """);
    ChildProcess sweep = start("standalone/submit.sh", "spark://it:7077", "x.yaml");
    sweep.awaitLines("trains with spark.authenticate.secret x", 1);
    return sweep;
  }

  @Test
  void aJobOfSlurmKeepsOnlyItsSecretFromOthers() throws Exception {
    run("slurm/sweep.sh", "x.yaml", "results");

    assertThatOnlyTheSecretIsKeptFromOthers();
  }

  @Test
  void aJobOfSlurmFindsItsMasterWhereSparkLogsOnlyWarnings() throws Exception {
    script(
        programs.resolve("spark-class"),
        """
        case $SPARK_MASTER_OPTS in
          *-Dlog4j2.configurationFile=org/apache/spark/log4j2-defaults.properties)
            echo 'Starting Spark master at spark://it:7077'
            exec tail -f /dev/null
            ;;
        esac
        """);

    run("slurm/sweep.sh", "x.yaml", "results");
  }

  @Test
  void theStepsOfAJobOfSlurmHaveItsCoresAndOutliveANode() throws Exception {
    script(folder.resolve("kvsweep"), "until [ -s \"$HOME/steps\" ]; do sleep 0.1; done\n");

    run("slurm/sweep.sh", "x.yaml", "results");

    assertThat(written("steps").lines())
        .hasSize(2)
        .allMatch(step -> step.contains("--no-kill --kill-on-bad-exit=0"))
        .first(STRING)
        .contains("--cpus-per-task=2 ", "deploy.worker.Worker");
    assertThat(written("cluster/slurm/sweep.sh")).contains("\n#SBATCH --no-kill\n");
  }

  @Test
  void aJobOfSlurmWhoseTimeIsOverBeforeItsDriverStartsIsQueuedAgain() throws Exception {
    script(programs.resolve("spark-class"), "kill -USR1 $PPID; exec tail -f /dev/null\n");

    assertThat(exitCode("slurm/sweep.sh", "x.yaml", "results")).as(written("log")).isEqualTo(143);
    assertThat(written("control")).isEqualTo("requeue 7\n");
    assertThat(folder.resolve("umask")).as("what a driver leaves").doesNotExist();
  }

  @Test
  void everyUserCanWriteEventsWhereOneHasRunALocalCluster() throws Exception {
    run("local-cluster/submit.sh", "x.yaml");

    assertThat(written("made")).isEqualTo("-p -m 1777 /tmp/spark-events\n");
  }
}
