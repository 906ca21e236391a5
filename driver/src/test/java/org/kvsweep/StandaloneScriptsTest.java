package org.kvsweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code cluster/standalone/start.sh} and {@code stop.sh}, with stand-ins for Spark's scripts and
 * for ssh. Hosts are folders that hold what their workers were started with.
 */
class StandaloneScriptsTest {
  private static final Path SCRIPTS = Path.of("../cluster/standalone").toAbsolutePath().normalize();

  /** As Spark's own scripts end a process and forget its number. */
  private static final String KILL = "exec \"$SPARK_HOME/sbin/kill.sh\" ";

  @TempDir private Path folder;
  private Path spark;
  private Path javaHome;

  @BeforeEach
  void standIns() throws IOException {
    // Whatever a path may hold.
    spark = folder.resolve("a 'Spark'");
    Path sbin = Files.createDirectories(spark.resolve("sbin"));
    javaHome = folder.resolve("jdk");
    script(Files.createDirectories(javaHome.resolve("bin")).resolve("java"), "");
    Path programs = Files.createDirectory(folder.resolve("bin"));
    // As sshd does: no variable of the caller gets there.
    script(
        programs.resolve("ssh"),
        """
        while [ "$1" != -- ]; do shift; done
        [ "$2" != far ] || { echo 'No route to host' >&2; exit 255; }
        exec env -i PATH="$PATH" HOST="$2" sh -c "$3 $4"
        """);
    script(programs.resolve("mkdir"), "echo \"$HOST $*\" >>\"$SPARK_HOME/made\"");
    script(
        sbin.resolve("start-master.sh"),
        """
        echo "starting a master, logging to $SPARK_HOME/master.log"
        echo 'INFO Master: Starting Spark master at spark://full.name:7078' >"$SPARK_HOME/master.log"
        """);
    script(
        sbin.resolve("start-worker.sh"),
        """
        echo "starting a worker, logging to $SPARK_HOME/$HOST.log"
        printf '%s|' "$JAVA_HOME" "$SPARK_WORKER_OPTS" "$@" >"$SPARK_HOME/$HOST"
        if [ "$HOST" = poor ]; then
          touch "$SPARK_HOME/down"
          echo 'not enough memory' >"$SPARK_HOME/$HOST.log"
        else
          echo 'Successfully registered with master' >"$SPARK_HOME/$HOST.log"
        fi
        """);
    script(sbin.resolve("spark-daemon.sh"), "[ ! -e \"$SPARK_HOME/down\" ]");
    script(
        sbin.resolve("stop-worker.sh"), "rm -f \"$SPARK_HOME/$HOST\"\n" + KILL + "worker.Worker");
    script(
        sbin.resolve("stop-master.sh"), "rm \"$SPARK_HOME/master.log\"\n" + KILL + "master.Master");
    script(
        Files.createDirectories(spark.resolve("bin")).resolve("load-spark-env.sh"),
        "SPARK_PID_DIR=$SPARK_HOME SPARK_IDENT_STRING=of-${HOST:-here}\n");
    script(
        sbin.resolve("kill.sh"),
        """
        . "$SPARK_HOME/bin/load-spark-env.sh"
        file=$SPARK_PID_DIR/spark-$SPARK_IDENT_STRING-org.apache.spark.deploy.$1-1.pid
        [ ! -e "$file" ] || { kill "$(cat "$file")" && rm "$file"; }
        """);
  }

  /** The stand-in for a process of Spark: what it does when it is to end. */
  private ChildProcess daemon(String host, String name, String whenItIsToEnd) throws Exception {
    String it = "org.apache.spark.deploy." + name;
    Path ready = folder.resolve("ready-" + name);
    ChildProcess process =
        ChildProcess.start(
            new ProcessBuilder(
                "sh",
                "-c",
                "trap '%s' TERM; touch \"$1\"; while :; do sleep 0.1; done"
                    .formatted(whenItIsToEnd),
                it,
                ready.toString()),
            folder.resolve("log-" + name));
    Files.writeString(
        spark.resolve("spark-of-%s-%s-1.pid".formatted(host, it)), process.pid() + "\n");
    process.await("ready", () -> Files.exists(ready));
    return process;
  }

  @Test
  void workersGetTheAddressThatTheMasterHasTakenAndTheJdkOfThisMachine() throws Exception {
    Ended ended = run("start.sh", Map.of("KVSWEEP_GPUS", "2"), "near", "other");

    assertThat(ended.errors).contains("a worker on ");
    assertThat(ended.code).isZero();
    assertThat(ended.output).isEqualTo("spark://full.name:7078\n");
    for (String host : List.of("near", "other")) {
      assertThat(startedWith(host))
          .startsWith(javaHome + "|")
          .contains("-Dspark.worker.resource.gpu.amount=2")
          .contains(
              "gpu.discoveryScript=\"" + SCRIPTS.resolveSibling("gpu") + "/discover-gpus.sh\"|")
          .endsWith("|spark://full.name:7078|");
    }
  }

  @Test
  void eachHostHasTheFolderForTheEventsOfADriverThatAWorkerStarts() throws Exception {
    assertThat(run("start.sh", Map.of(), "near").code).isZero();

    assertThat(Files.readString(SCRIPTS.resolve("spark-defaults.conf")))
        .containsPattern("spark.eventLog.dir +file:/tmp/spark-events\n");
    assertThat(startedWith("made")).isEqualTo("near -p -m 1777 /tmp/spark-events\n");
  }

  @Test
  void hostsOnWhichNoWorkerStartsAreNamedAndTheOthersRun() throws Exception {
    Ended ended = run("start.sh", Map.of(), "near", "far", "poor");

    assertThat(ended.code).isOne();
    assertThat(ended.output).isEqualTo("spark://full.name:7078\n");
    assertThat(ended.errors)
        .contains("No route to host", "its process has ended", "  not enough memory")
        .contains("Cannot start a worker on: far poor. Once that is mended: ")
        .endsWith("start.sh spark://full.name:7078 far poor\n");
    assertThat(startedWith("near")).endsWith("|spark://full.name:7078|");
    assertThat(spark.resolve("poor")).doesNotExist();
  }

  @Test
  void workersJoinAMasterThatRuns() throws Exception {
    Ended ended = run("start.sh", Map.of(), "spark://it:7077", "near");

    assertThat(ended.code).as(ended.errors).isZero();
    assertThat(startedWith("near")).endsWith("|spark://it:7077|");
    assertThat(spark.resolve("master.log")).doesNotExist();
  }

  @Test
  void aHostWithoutTheSecretGetsNoWorker() throws Exception {
    Path secrets = folder.resolve("it's secret");

    Ended ended = run("start.sh", Map.of("KVSWEEP_SECRETS", secrets.toString()), "near");
    assertThat(ended.errors).contains("expected the file " + secrets);
    assertThat(spark.resolve("near")).doesNotExist();

    Files.createFile(secrets);
    ended = run("start.sh", Map.of("KVSWEEP_SECRETS", secrets.toString()), "near");
    assertThat(ended.code).as(ended.errors).isZero();
    assertThat(startedWith("near")).contains("|--properties-file|" + secrets + "|");
  }

  @Test
  void stoppingEndsTheWorkersThatItReachesAndTheMaster() throws Exception {
    assertThat(run("start.sh", Map.of(), "near").code).isZero();

    Ended ended = run("stop.sh", Map.of(), "near", "far");

    assertThat(ended.code).isOne();
    assertThat(ended.errors).endsWith("Cannot stop the worker on: far\n");
    assertThat(spark.resolve("near")).doesNotExist();
    assertThat(spark.resolve("master.log")).doesNotExist();
  }

  @Test
  void stoppingWaitsUntilTheProcessesHaveEnded() throws Exception {
    assertThat(run("start.sh", Map.of(), "near").code).isZero();
    String slowly = "sleep 0.5; touch %s; exit";
    try (ChildProcess worker =
            daemon("near", "worker.Worker", slowly.formatted(folder.resolve("worker-ended")));
        ChildProcess master =
            daemon("here", "master.Master", slowly.formatted(folder.resolve("master-ended")))) {
      Ended ended = run("stop.sh", Map.of(), "near");

      assertThat(ended.code).as(ended.errors).isZero();
      assertThat(folder.resolve("worker-ended")).exists();
      assertThat(folder.resolve("master-ended")).exists();
      assertThat(worker.isAlive() || master.isAlive()).isFalse();
    }
  }

  @Test
  void aProcessThatDoesNotEndIsNamed() throws Exception {
    assertThat(run("start.sh", Map.of(), "near").code).isZero();
    try (ChildProcess worker = daemon("near", "worker.Worker", "")) {
      Ended ended = run("stop.sh", Map.of("KVSWEEP_STOP_SECONDS", "1"), "near");

      assertThat(ended.code).isOne();
      assertThat(ended.errors)
          .contains("process " + worker.pid() + " has not ended within 1 s; kill -9 ends it\n")
          .endsWith("Cannot stop the worker on: near\n");
      assertThat(spark.resolve("master.log")).doesNotExist();
    }
    Ended ended = run("stop.sh", Map.of("KVSWEEP_STOP_SECONDS", "long"), "near");
    assertThat(ended.code).isEqualTo(2);
    assertThat(ended.errors)
        .isEqualTo("Cannot stop: expected seconds in KVSWEEP_STOP_SECONDS, got long\n");
  }

  private record Ended(int code, String output, String errors) {}

  private Ended run(String script, Map<String, String> variables, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(SCRIPTS.resolve(script).toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("SPARK_HOME", spark.toString());
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().putAll(variables);
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    try (ChildProcess process = ChildProcess.start(builder, output, errors)) {
      return new Ended(
          process.exitCode(), Files.readString(output, UTF_8), Files.readString(errors, UTF_8));
    }
  }

  private String startedWith(String host) throws IOException {
    return Files.readString(spark.resolve(host), UTF_8);
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
