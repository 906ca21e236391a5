package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskProfilesTest {
  @ParameterizedTest
  @CsvSource({"1, 0.5, 2", "1, 0.3, 3", "3, 2, 1", "8, 0.25, 4"})
  void anExecutorRunsAsManyTasksAsItsCoresAndItsGpusAllow(String gpus, String share, int slots) {
    SparkConf conf =
        EmbeddedSpark.conf("local[1]")
            .setMaster("local[1]")
            .setAppName("test")
            .set("spark.ui.enabled", "false")
            .set("spark.executor.resource.gpu.amount", gpus)
            .set("spark.task.resource.gpu.amount", share);
    SparkContext context = new SparkContext(conf);
    try {
      assertThat(new TaskProfiles(context).slots(4)).isEqualTo(slots);
    } finally {
      context.stop();
    }
  }
}
