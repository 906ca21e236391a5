package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkSettingsTest {

  @Test
  void aSweepNeedsNothingFromTheUser() {
    SparkConf conf = SparkSettings.embedded("reverse", Map.of()).conf();

    assertThat(conf.get("spark.master")).isEqualTo("local[*]");
    assertThat(conf.get("spark.app.name")).isEqualTo("reverse");
    assertThat(conf.get("spark.plugins")).isEqualTo("org.kvsweep.spark.KvsweepPlugin");
    assertThat(conf.get("spark.task.maxFailures")).isEqualTo("1");
    assertThat(conf.get("spark.driver.host")).isEqualTo("127.0.0.1");
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
                .givesGpus())
        .isTrue();
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
  void anotherSerializerIsRefused() {
    assertThatThrownBy(
            () ->
                SparkSettings.forSubmit(
                    Map.of("spark.serializer", "org.apache.spark.serializer.JavaSerializer")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spark.serializer has to be org.apache.spark.serializer.Kryo");
  }
}
