package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmitCommandTest {
  @TempDir private Path folder;
  private Path sparkHome;
  private Path sweep;
  private Path jar;

  @BeforeEach
  void makeSpark() throws IOException {
    sparkHome = folder.resolve("spark");
    Path program = sparkHome.resolve("bin/spark-submit");
    Files.createDirectories(program.getParent());
    Files.writeString(
        program,
        "#!/bin/sh\nfor word in \"$@\"; do echo \"$word\"; done > " + words() + "\nexit 7\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    sweep =
        Files.writeString(folder.resolve("my sweep.yaml"), "name: mine\ntask: {name: toy-echo}\n");
    jar = Files.writeString(folder.resolve("app.jar"), "");
  }

  @Test
  void sparkSubmitIsRunAndItsExitCodeIsOurs() throws IOException {
    Cli.Result result =
        submit(
            "--master",
            "local[2]",
            "--out",
            "/tmp/o",
            "--set",
            "model.depth=[1, 2]",
            "--name",
            "yours",
            "--extend",
            "--max-failures",
            "3",
            "--",
            "--queue",
            "q");

    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isEqualTo(7);
    assertThat(Files.readAllLines(words()))
        .startsWith(
            "--class", "org.kvsweep.cli.Main", "--name", "kvsweep yours", "--master", "local[2]")
        .containsSubsequence("--queue", "q", "--conf")
        .containsSubsequence("--conf", "spark.task.maxFailures=1")
        .containsSubsequence("--conf", "spark.executorEnv.OMP_NUM_THREADS=1")
        .endsWith(
            jar.toString(),
            "run",
            sweep.toString(),
            "--out",
            "/tmp/o",
            "--set",
            "model.depth=[1, 2]",
            "--name",
            "yours",
            "--extend",
            "--max-failures",
            "3");
  }

  @Test
  void aLimitThatIsNoneIsRefusedBeforeSparkSubmitIsRun() throws IOException {
    Cli.Result result = submit("--master", "local[2]", "--max-failures", "0");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith("Cannot use --max-failures: expected at least 1, got 0\n");
    assertThat(words()).doesNotExist();
  }

  @Test
  void aScriptMayAddOptionsOfSparkToThoseOfItsUser() throws IOException {
    submit("--master", "local[2]", "--", "--jars", "x.jar", "--", "--properties-file", "x.conf");

    assertThat(Files.readAllLines(words()))
        .containsSequence("--jars", "x.jar", "--properties-file", "x.conf")
        .doesNotContain("--");
  }

  @Test
  void whereAllRunsOnThisMachineAMissingFileIsMissedBeforeSparkSubmitIsRun() throws IOException {
    Files.writeString(sweep, "name: mine\ntask: {name: characters, file: /no/such.txt}\n");

    Cli.Result here = submit("--master", "local[2]");
    assertThat(here.code()).isEqualTo(2);
    assertThat(here.err()).startsWith("Cannot find /no/such.txt, which task.file names: ");
    assertThat(words()).doesNotExist();

    assertThat(submit("--master", "spark://h:7077").code())
        .as("executors may have it")
        .isEqualTo(7);
  }

  @Test
  void aDriverThatAStandaloneClusterSaysHasFailedIsAFailure() throws IOException {
    Files.writeString(
        sparkHome.resolve("bin/spark-submit"),
        "#!/bin/sh\necho 'INFO ClientEndpoint: State of driver driver-1 is FAILED, exiting' >&2\n");

    Cli.Result result =
        submit("--master", "spark://h:7077", "--deploy-mode", "cluster", "--out", "hdfs:///o");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("State of driver", "The driver failed; its log is");
  }

  /** Spark logs the phase of the driver's pod each second, and again at its end. */
  @ParameterizedTest
  @CsvSource({"Succeeded, 0", "Failed, 1", "Running, 1"})
  void theLastPhaseOfADriverPodDecides(String phase, int code) throws IOException {
    String line =
        "echo 'INFO LoggingPodStatusWatcherImpl: Application status for spark-1 (phase: %s)' >&2\n";
    Files.writeString(
        sparkHome.resolve("bin/spark-submit"),
        "#!/bin/sh\n" + line.formatted("Pending") + line.formatted(phase));

    Cli.Result result =
        submit(
            "--master", "k8s://https://h:6443", "--deploy-mode", "cluster", "--out", "s3a://b/o");

    assertThat(result.code()).isEqualTo(code);
    assertThat(result.err().contains("The driver failed, or its pod was deleted"))
        .isEqualTo(code == 1);
  }

  @Test
  void sparkSubmitLogsWhatBecomesOfItsDriver() throws IOException {
    Files.writeString(
        sparkHome.resolve("bin/spark-submit"),
        """
        #!/bin/sh
        echo "$SPARK_SUBMIT_OPTS" >&2
        echo 'INFO ClientEndpoint: State of driver driver-1 is FINISHED, exiting' >&2
        """);

    Cli.Result result =
        submit("--master", "spark://h:7077", "--deploy-mode", "cluster", "--out", "hdfs:///o");

    assertThat(result.err())
        .startsWith("-Dlog4j2.configurationFile=org/apache/spark/log4j2-defaults.properties")
        .doesNotContain("failed", "did not say");
    assertThat(result.code()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "spark://h:7077, its log is work/driver-…/stderr on its worker",
    "k8s://https://h:6443, kubectl logs shows its log"
  })
  void aDriverWhoseEndNobodyKnowsIsAFailure(String master, String whereToLook) throws IOException {
    Files.writeString(sparkHome.resolve("bin/spark-submit"), "#!/bin/sh\necho 'WARN x: y' >&2\n");

    Cli.Result result = submit("--master", master, "--deploy-mode", "cluster", "--out", "s3a://o/");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains("spark-submit did not say how the driver ended; " + whereToLook);
    assertThat(submit("--master", "yarn", "--deploy-mode", "cluster", "--out", "s3a://o/").code())
        .as("on YARN, a driver that fails is a failure of spark-submit")
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "spark://h:7077, 'spark-submit not configured to wait for completion, exiting'",
    "spark://h:7077, State of driver driver-1 is now RUNNING.",
    "k8s://https://h:6443, Deployed Spark application a with application ID b into Kubernetes"
  })
  void aDriverThatNobodyWaitsForIsNoFailure(String master, String line) throws IOException {
    Files.writeString(
        sparkHome.resolve("bin/spark-submit"),
        "#!/bin/sh\necho 'INFO x: %s' >&2\n".formatted(line));

    Cli.Result result = submit("--master", master, "--deploy-mode", "cluster", "--out", "s3a://o/");

    assertThat(result.err()).contains(line).doesNotContain("did not say");
    assertThat(result.code()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "--files, a.csv, ''",
    "--files=a.csv, --verbose, --verbose",
    "--conf, spark.files=a.csv, ''",
    "--conf=spark.files=a.csv, --verbose, --verbose",
    "-c, spark.files=a.csv, ''"
  })
  void theFilesOfTheUserAreShippedBesideTheSweepFile(String first, String second, String left)
      throws IOException {
    submit(
        "--master",
        "yarn",
        "--deploy-mode",
        "cluster",
        "--out",
        "hdfs:///o",
        "--conf",
        "spark.files=b.csv",
        "--",
        "--queue",
        "q",
        first,
        second);

    assertThat(Files.readAllLines(words()))
        .containsSequence("--files", sweep + ",b.csv,a.csv", "--queue", "q")
        .containsAll(left.isEmpty() ? List.of() : List.of(left))
        .noneMatch(word -> word.startsWith("spark.files") || word.startsWith("--files="))
        .containsOnlyOnce("--files");

    submit("--master", "yarn", "--", first, second);
    assertThat(Files.readAllLines(words()))
        .as("in client mode the sweep file is not shipped")
        .containsSequence(first, second);
  }

  @Test
  void theFilesOfSparksConfigurationAreShippedToo() throws IOException {
    Path file = Files.writeString(folder.resolve("spark.conf"), "spark.files a.csv,b.csv\n");
    String[] cluster = {"--master", "yarn", "--deploy-mode", "cluster", "--out", "hdfs:///o"};

    submit(with(cluster, "--", "--properties-file", file.toString()));
    assertThat(Files.readAllLines(words())).containsSequence("--files", sweep + ",a.csv,b.csv");

    submit(with(cluster, "--", "--properties-file", file.toString(), "--files", "c.csv"));
    assertThat(Files.readAllLines(words())).containsSequence("--files", sweep + ",c.csv");
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource({
    "spark://h:7077, results/o, 2",
    "k8s://https://h:6443, o, 2",
    "k8s://https://h:6443, run-10:15, 2",
    "spark://h:7077, /share/o, 7",
    "k8s://https://h:6443, s3a://b/o, 7",
    "yarn, o, 7"
  })
  void inClusterModeResultsAreNotLostWithTheFolderOfTheDriver(String master, String out, int code) {
    Cli.Result result = submit("--master", master, "--deploy-mode", "cluster", "--out", out);

    assertThat(result.code()).isEqualTo(code);
    if (code == 2) {
      assertThat(result.err())
          .startsWith(
              "Cannot submit in cluster mode with --out %s: the driver's working folder is deleted with it, expected a folder that outlives it"
                  .formatted(out));
      assertThat(words()).doesNotExist();
    }
    assertThat(submit("--master", master, "--out", out).code()).as("client mode").isEqualTo(7);
  }

  @Test
  void inClusterModeTheSweepFileIsShippedAndReadWhereTheDriverRuns() throws IOException {
    submit("--master", "yarn", "--deploy-mode", "cluster", "--out", "hdfs:///o");

    assertThat(Files.readAllLines(words()))
        .containsSubsequence("--deploy-mode", "cluster", "--files", sweep.toString())
        .endsWith("run", "my sweep.yaml", "--out", "hdfs:///o");

    submit(
        "--master",
        "spark://h:7077",
        "--deploy-mode",
        "cluster",
        "--out",
        "hdfs:///o",
        "--retry",
        "failed,diverged");
    assertThat(Files.readAllLines(words()))
        .endsWith("run", sweep.toString(), "--out", "hdfs:///o", "--retry", "failed,diverged");
  }

  @Test
  void theMasterMayBeASettingOfSpark() throws IOException {
    Files.writeString(
        sparkHome.resolve("bin/spark-submit"),
        """
        #!/bin/sh
        echo "$@" >&2
        echo 'INFO ClientEndpoint: State of driver driver-1 is FAILED, exiting' >&2
        """);

    Cli.Result result =
        submit(
            "--conf",
            "spark.master=spark://h:7077",
            "--deploy-mode",
            "cluster",
            "--out",
            "hdfs:///o");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("run " + sweep, "The driver failed; its log is");
    Cli.Result two = submit("--master", "yarn", "--conf", "spark.master=spark://h:7077");
    assertThat(two.code()).isEqualTo(2);
    assertThat(two.err())
        .startsWith("Cannot use --master yarn with --conf spark.master=spark://h:7077: ");
  }

  @Test
  void inClusterModeTheResultsFolderHasToBeChosen() {
    Cli.Result result = submit("--deploy-mode", "cluster");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith("Cannot submit in cluster mode without --out:");
    assertThat(submit("--conf", "spark.submit.deployMode=cluster").code()).isEqualTo(2);
  }

  @Test
  void settingsOfTheUserComeFirstAndOptionsOfTheJvmAreJoined() throws IOException {
    submit(
        "--conf", "spark.executorEnv.OMP_NUM_THREADS=2",
        "--conf", "spark.executor.extraJavaOptions=-Xss4m",
        "--conf", "spark.executor.memory=4g");

    assertThat(Files.readAllLines(words()))
        .contains(
            "spark.executorEnv.OMP_NUM_THREADS=2",
            "spark.executor.memory=4g",
            "spark.executor.extraJavaOptions=-Xss4m --add-modules=jdk.incubator.vector")
        .doesNotContain("spark.executorEnv.OMP_NUM_THREADS=1");
  }

  @Test
  void settingsWithWhichNoSweepCanRunAreRefused() {
    Cli.Result result = submit("--conf", "spark.task.maxFailures=3");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("spark.task.maxFailures has to be 1");
    assertThat(words()).doesNotExist();
  }

  @Test
  void aDryRunPrintsWhatWouldBeRun() {
    Cli.Result result = submit("--dry-run", "--master", "local[2]");

    assertThat(result.code()).isZero();
    assertThat(words()).doesNotExist();
    assertThat(result.out())
        .startsWith(
            sparkHome
                + "/bin/spark-submit \\\n"
                + "  --class org.kvsweep.cli.Main \\\n"
                + "  --name 'kvsweep mine' \\\n"
                + "  --master 'local[2]' \\\n")
        .endsWith("  run \\\n  '" + sweep + "'\n");
  }

  @Test
  void sparkSubmitIsFoundOnThePathToo() {
    Map<String, String> environment =
        Map.of("PATH", folder.resolve("none") + "::" + sparkHome.resolve("bin"));

    Cli.Result result =
        Cli.run(environment, "submit", sweep.toString(), "--jar", jar.toString(), "--dry-run");

    assertThat(result.out()).startsWith(sparkHome + "/bin/spark-submit \\\n");
  }

  @Test
  void aDryRunNeedsNoSpark() {
    Cli.Result result =
        Cli.run(
            "submit", sweep.toString(), "--jar", jar.toString(), "--dry-run", "--master", "yarn");

    assertThat(result.code()).isZero();
    assertThat(result.out()).startsWith("spark-submit \\\n").contains("--master yarn");
  }

  @Test
  void withoutAMasterItIsSaidWhichOneCounts() throws IOException {
    assertThat(submit().err())
        .isEqualTo(
            "The master is local[*], all cores of this machine: neither --master nor Spark's"
                + " configuration names one.\n");
    Path file = Files.createDirectory(sparkHome.resolve("conf")).resolve("spark-defaults.conf");
    Files.writeString(file, "# of the cluster\nspark.master    spark://h:7077\n");
    assertThat(submit().err())
        .isEqualTo(
            "The master is spark://h:7077, by %s; --master names another.\n".formatted(file));
    assertThat(submit("--master", "local[2]").err()).isEmpty();
    assertThat(submit("--conf", "spark.master=local[2]").err()).isEmpty();
  }

  @Test
  void whatSparksConfigurationSaysCountsAsIfOptionsHadSaidIt() throws IOException {
    Files.writeString(
        sparkHome.resolve("bin/spark-submit"),
        """
        #!/bin/sh
        echo "$@"
        echo 'INFO ClientEndpoint: State of driver driver-1 is FAILED, exiting' >&2
        """);
    Path file = Files.createDirectory(sparkHome.resolve("conf")).resolve("spark-defaults.conf");
    Files.writeString(file, "spark.master spark://h:7077\nspark.submit.deployMode cluster\n");
    Path other = Files.writeString(folder.resolve("other.conf"), "spark.master local[2]\n");

    Cli.Result cluster = submit("--out", "hdfs:///o");

    assertThat(cluster.code()).isEqualTo(1);
    assertThat(cluster.err())
        .startsWith(
            "The master is spark://h:7077, by %s; --master names another.\n".formatted(file))
        .contains(
            "The driver runs in the cluster, by %s; --deploy-mode client keeps it here.\n"
                .formatted(file),
            "The driver failed; its log is");
    Cli.Result printed = submit("--out", "hdfs:///o", "--dry-run");
    assertThat(printed.out())
        .contains("--files '" + sweep, "--add-opens=java.base/java.nio=ALL-UNNAMED")
        .contains("run \\\n  '" + sweep)
        .doesNotContain("spark.master");
    assertThat(submit().err()).startsWith("Cannot submit in cluster mode without --out:");
    assertThat(submit("--deploy-mode", "client", "--out", "/o").code()).isZero();

    Cli.Result here = submit("--", "--properties-file", other.toString());
    assertThat(here.err()).as("an option names the file").isEmpty();
    assertThat(here.code()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "--master, yarn",
    "--master=yarn, x",
    "--deploy-mode, cluster",
    "--conf, spark.master=yarn",
    "-c, spark.submit.deployMode=cluster",
    "--conf=spark.master=yarn, x"
  })
  void whatSubmitHasToKnowIsRefusedAmongTheOptionsOfSpark(String option, String value) {
    Cli.Result result = submit("--out", "/o", "--", option, value);

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith("Cannot use ").contains("after --: ", "put it before --");
    assertThat(words()).doesNotExist();
    assertThat(submit("--", "--conf", "spark.executor.memory=4g").code()).isEqualTo(7);
  }

  @Test
  void whereThereIsNoSparkOrJarTheErrorSaysWhatIsMissing() {
    Cli.Result noSpark = Cli.run("submit", sweep.toString(), "--jar", jar.toString());
    assertThat(noSpark.code()).isEqualTo(1);
    assertThat(noSpark.err())
        .startsWith(
            "Cannot find spark-submit: expected SPARK_HOME to be set or spark-submit on PATH");

    Cli.Result wrongHome =
        Cli.run(Map.of("SPARK_HOME", "/nowhere"), "submit", sweep.toString(), "--jar", "a:b");
    assertThat(wrongHome.err())
        .contains("expected an executable file, got /nowhere/bin/spark-submit");

    Cli.Result noJar = Cli.run(environment(), "submit", sweep.toString(), "--jar", "no.jar");
    assertThat(noJar.err())
        .startsWith("Cannot find the application jar: expected a file, got no.jar");
  }

  @Test
  void aBadSweepFileIsFoundBeforeAnythingIsSubmitted() throws IOException {
    Files.writeString(sweep, "name: mine\ntask: {name: nothing-like-it}\n");

    Cli.Result result = submit();

    assertThat(result.code()).isEqualTo(2);
    assertThat(words()).doesNotExist();
  }

  private Cli.Result submit(String... more) {
    var line = new ArrayList<>(List.of("submit", sweep.toString(), "--jar"));
    line.add(jar.toString());
    line.addAll(List.of(more));
    return Cli.run(environment(), line.toArray(new String[0]));
  }

  private Map<String, String> environment() {
    return Map.of("SPARK_HOME", sparkHome.toString());
  }

  private Path words() {
    return folder.resolve("words");
  }
}
