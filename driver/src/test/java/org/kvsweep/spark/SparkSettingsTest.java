package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkSettingsTest {

  @Test
  void aSweepNeedsNothingFromTheUser() {
    SparkConf conf = SparkSettings.embedded("reverse", Map.of()).conf();

    assertThat(conf.get("spark.master")).isEqualTo("local[*]");
    assertThat(conf.get("spark.app.name")).isEqualTo("reverse");
    assertThat(conf.get("spark.plugins")).isEqualTo("org.kvsweep.spark.KvsweepPlugin");
    assertThat(conf.get("spark.task.maxFailures")).isEqualTo("1");
    assertThat(conf.get("spark.driver.host")).isEqualTo("127.0.0.1");
    assertThat(conf.get("spark.authenticate")).isEqualTo("true");
    assertThat(conf.get("spark.ui.killEnabled")).isEqualTo("false");
  }

  @Test
  void aSmallFileOnHdfsIsNotWaitedForLongerThanItTakes() {
    String delay = "dfs.client.block.write.locateFollowingBlock.initial.delay.ms";

    assertThat(SparkSettings.embedded("reverse", Map.of()).hadoop().get(delay)).isEqualTo("10");
    assertThat(SparkSettings.forSubmit(Map.of())).containsEntry("spark.hadoop." + delay, "10");
    assertThat(SparkSettings.forSubmit(Map.of("spark.hadoop." + delay, "50")))
        .containsEntry("spark.hadoop." + delay, "50");
  }

  @Test
  void webServersOfAnEmbeddedSparkListenOnTheLoopbackAddress() {
    SparkConf conf = SparkSettings.embedded("reverse", Map.of()).conf();

    assertThat(conf.getenv("SPARK_LOCAL_IP")).isEqualTo("127.0.0.1");
    assertThat(conf.clone().clone().getenv("SPARK_LOCAL_IP")).isEqualTo("127.0.0.1");
    assertThat(conf.clone().get("spark.app.name")).isEqualTo("reverse");
  }

  @Test
  void executorsOfAnEmbeddedSparkGetASecretThatIsMadeForIt() {
    Map<String, String> cluster = Map.of("spark.master", "local-cluster[1,1,1024]");

    String first = SparkSettings.embedded("a", cluster).conf().get("spark.authenticate.secret");
    String second = SparkSettings.embedded("a", cluster).conf().get("spark.authenticate.secret");

    assertThat(first).hasSize(64).isNotEqualTo(second);
    assertThat(SparkSettings.forSubmit(cluster))
        .as("what stands on a command line")
        .containsEntry("spark.authenticate", "true")
        .doesNotContainKey("spark.authenticate.secret");
  }

  @Test
  void aSecretOnACommandLineIsRefused() {
    Map<String, String> given = Map.of("spark.authenticate.secret", "s3cr3t");

    assertThatThrownBy(() -> SparkSettings.forSubmit(given))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot take spark.authenticate.secret from a command line")
        .hasMessageNotContaining("s3cr3t");
    assertThatThrownBy(() -> SparkSettings.embedded("a", given))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void aClusterWithoutAuthenticationIsPointedOut() {
    assertThat(SparkSettings.embedded("a", Map.of()).exposure()).isEmpty();
    assertThat(exposure("spark://h:7077", Map.of()))
        .isEqualTo(
            "Spark runs without authentication: whoever reaches the port of the driver can run code"
                + " in it. Set spark.authenticate=true and, on master and workers too,"
                + " spark.authenticate.secret (Security in cluster/README.md).");
    assertThat(exposure("yarn", Map.of()))
        .endsWith("Set spark.authenticate=true (Security in cluster/README.md).");
    assertThat(exposure("k8s://https://h:6443", Map.of("spark.authenticate", "true"))).isEmpty();
    assertThat(exposure("local[2]", Map.of("spark.authenticate", "false"))).isNotEmpty();
  }

  private static String exposure(String master, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("spark.master", master);
    return SparkSettings.embedded("a", settings).exposure().orElse("");
  }

  @Test
  void executorsReadNamesOfFilesAsTheDriverDoesWhateverTheirLocale() {
    String locale = "spark.executorEnv.LC_ALL";

    assertThat(SparkSettings.forSubmit(Map.of())).containsEntry(locale, "C.UTF-8");
    assertThat(SparkSettings.forSubmit(Map.of(locale, "de_DE.UTF-8")))
        .containsEntry(locale, "de_DE.UTF-8");
  }

  @Test
  void theUsersSettingsWin() {
    Map<String, String> settings =
        SparkSettings.forSubmit(
            Map.of("spark.executorEnv.OMP_NUM_THREADS", "2", "spark.executor.memory", "4g"));

    assertThat(settings)
        .containsEntry("spark.executorEnv.OMP_NUM_THREADS", "2")
        .containsEntry("spark.executor.memory", "4g");
  }

  @Test
  void listsAndJavaOptionsKeepWhatTheUserPutThere() {
    Map<String, String> settings =
        SparkSettings.forSubmit(
            Map.of(
                "spark.plugins", "com.example.Plugin",
                "spark.executor.extraJavaOptions", "-XX:+UseParallelGC"));

    assertThat(settings)
        .containsEntry("spark.plugins", "com.example.Plugin,org.kvsweep.spark.KvsweepPlugin")
        .containsEntry(
            "spark.executor.extraJavaOptions",
            "-XX:+UseParallelGC --add-modules=jdk.incubator.vector");
  }

  @Test
  void mergingTwiceChangesNothing() {
    Map<String, String> once =
        SparkSettings.forSubmit(Map.of("spark.executor.extraJavaOptions", "-Da=b -Dc=d"));

    assertThat(SparkSettings.forSubmit(once)).isEqualTo(once);
  }

  @Test
  void aDriverThatAStandaloneWorkerStartsGetsWhatJava17Needs() {
    assertThat(
            SparkSettings.forSubmit(Map.of("spark.master", "spark://node1:7077"))
                .get("spark.driver.extraJavaOptions"))
        .contains(
            "--add-modules=jdk.incubator.vector", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
  }

  @Test
  void gpusAreRefusedWhereSparkWouldWaitForThemForever() {
    assertThatThrownBy(
            () -> SparkSettings.embedded("a", Map.of("spark.task.resource.gpu.amount", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot use GPUs with master local[*]: Spark assigns none there");
    assertThat(
            SparkSettings.embedded(
                    "a",
                    Map.of(
                        "spark.master",
                        "local-cluster[1,1,1024]",
                        "spark.task.resource.gpu.amount",
                        "1"))
                .conf()
                .get("spark.task.resource.gpu.amount"))
        .isEqualTo("1");
  }

  @Test
  void executorsInOtherProcessesGetTheApplicationJar() {
    Path jar = Path.of("/opt/a b,c/kvsweep.jar");

    assertThat(jars(Map.of("spark.master", "spark://h:7077"), jar))
        .isEqualTo("file:///opt/a%20b%2Cc/kvsweep.jar");
    assertThat(jars(Map.of("spark.master", "spark://h:7077", "spark.jars", "task.jar"), jar))
        .isEqualTo("task.jar,file:///opt/a%20b%2Cc/kvsweep.jar");
    assertThat(jars(Map.of("spark.master", "local[2]"), jar)).isEqualTo("none");
  }

  @Test
  void executorsThatHaveTheApplicationGetNoOtherJarOfIt() {
    Path jar = Path.of("/opt/kvsweep.jar");

    assertThat(
            jars(
                Map.of("spark.master", "spark://h:7077", "spark.jars", "hdfs:/a/kvsweep.jar"), jar))
        .isEqualTo("hdfs:/a/kvsweep.jar");
    assertThat(
            jars(
                Map.of("spark.master", "spark://h:7077", "spark.executor.extraClassPath", "/x"),
                jar))
        .isEqualTo("none");
  }

  private static String jars(Map<String, String> users, Path jar) {
    return SparkSettings.embedded("a", users)
        .forExecutors(Optional.of(jar), Map.of())
        .conf()
        .get("spark.jars", "none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yarn", "k8s://https://h:6443", "sparc://h:7077"})
  void mastersThatOnlySparkSubmitKnowsAreRefused(String master) {
    SparkSettings settings = SparkSettings.embedded("a", Map.of("spark.master", master));

    assertThatThrownBy(() -> settings.forExecutors(Optional.empty(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot use master %s: expected local[N], local-cluster[N,CORES,MB] or"
                + " spark://HOST:PORT; kvsweep submit takes all masters of spark-submit",
            master);
  }

  @Test
  void executorsThatCouldNotStartAreRefused(@TempDir Path home) throws IOException {
    SparkSettings cluster =
        SparkSettings.embedded("a", Map.of("spark.master", "local-cluster[1,1,1024]"));
    Optional<Path> jar = Optional.of(Path.of("/opt/kvsweep.jar"));

    assertThatThrownBy(() -> cluster.forExecutors(jar, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "Cannot use master local-cluster\\[1,1,1024]: Spark starts executors from its"
                + " installation, expected SPARK_HOME to be the folder of an unpacked Spark"
                + " \\d+\\.\\d+\\.\\d+, got nothing");
    Map<String, String> environment = Map.of("SPARK_HOME", home.toString());
    assertThatThrownBy(() -> cluster.forExecutors(jar, environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(", got " + home);
    Files.createDirectory(home.resolve("jars"));
    SparkConf conf = cluster.forExecutors(jar, environment).conf();
    assertThat(conf.get("spark.jars")).isEqualTo("file:///opt/kvsweep.jar");
    assertThat(conf.get("spark.executorEnv.SPARK_SCALA_VERSION")).matches("2\\.1[23]");

    SparkSettings classes = SparkSettings.embedded("a", Map.of("spark.master", "spark://h:7077"));
    assertThatThrownBy(() -> classes.forExecutors(Optional.empty(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot use master spark://h:7077: this program runs from classes, expected the"
                + " application jar in spark.jars, got nothing");
  }

  @Test
  void sparkIsQuietWhereNobodyHasConfiguredItsLog() {
    assertThat(SparkSettings.embedded("a", Map.of()).conf().get("spark.log.level"))
        .isEqualTo("WARN");
    assertThat(
            SparkSettings.embedded("a", Map.of("spark.log.level", "INFO"))
                .conf()
                .get("spark.log.level"))
        .isEqualTo("INFO");
  }

  @Test
  void aClusterKeepsItsAddresses() {
    assertThat(SparkSettings.forSubmit(Map.of("spark.master", "spark://node1:7077")))
        .doesNotContainKey("spark.driver.host");
  }

  @Test
  void retriesBySparkAreRefused() {
    assertThatThrownBy(() -> SparkSettings.forSubmit(Map.of("spark.task.maxFailures", "4")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot run sweeps with this Spark configuration: spark.task.maxFailures has to be 1,"
                + " because the sweep itself decides which failed trials are tried again, and"
                + " where, got 4");
    assertThatThrownBy(
            () -> SparkSettings.embedded("reverse", Map.of("spark.master", "local[2,4]")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("got local[2,4]");
  }

  @Test
  void exclusionBySparkIsOffAndRefused() {
    String key = "spark.excludeOnFailure.enabled";
    assertThat(SparkSettings.forSubmit(Map.of())).containsEntry(key, "false");
    assertThatThrownBy(() -> SparkSettings.forSubmit(Map.of(key, "true")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot run sweeps with this Spark configuration: spark.excludeOnFailure.enabled has to"
                + " be false, because Spark demands tries of its own for that, and the sweep itself"
                + " decides which failed trials are tried again, and where, got true");
  }

  @Test
  void exclusionBySparkByItsOldNameIsRefused() {
    Map<String, String> old = Map.of("spark.blacklist.enabled", "true");
    assertThatThrownBy(() -> SparkSettings.forSubmit(old))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spark.blacklist.enabled has to be false");
    assertThat(SparkSettings.forSubmit(Map.of())).doesNotContainKey("spark.blacklist.enabled");
  }

  @Test
  void aRunningApplicationThatExcludesOnFailureIsRefused() {
    for (String key : List.of("spark.excludeOnFailure.enabled", "spark.blacklist.enabled")) {
      SparkConf running = SparkSettings.embedded("a", Map.of()).conf();
      running.remove("spark.excludeOnFailure.enabled").set(key, "true");
      assertThatThrownBy(() -> SparkSettings.checkRunning(running))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(key + " has to be false");
    }
  }

  @Test
  void aRunningApplicationWithoutWordsOnExclusionWillDo() {
    SparkConf running = SparkSettings.embedded("a", Map.of()).conf();
    running
        .remove("spark.excludeOnFailure.enabled")
        .remove("spark.excludeOnFailure.taskAndStage.enabled")
        .remove("spark.excludeOnFailure.application.enabled");
    assertThatCode(() -> SparkSettings.checkRunning(running)).doesNotThrowAnyException();
  }

  @Test
  void anotherSerializerIsRefused() {
    assertThatThrownBy(
            () ->
                SparkSettings.forSubmit(
                    Map.of("spark.serializer", "org.apache.spark.serializer.JavaSerializer")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spark.serializer has to be org.apache.spark.serializer.Kryo");
  }
}
