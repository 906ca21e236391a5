package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.SweepRunner;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.spark.FakeEngine.Behaviour;

/** As Prometheus would fetch them, from the UI of a real Spark. */
class SweepMetricsTest {
  @TempDir private Path folder;

  @Test
  void sparkServesWhatOperatorsWatch() throws Exception {
    Map<String, String> settings =
        Map.of("spark.master", "local[2]", "spark.ui.port", "0", "spark.ui.enabled", "true");
    try (SparkCluster cluster = SparkCluster.open(SparkSettings.embedded("metrics", settings))) {
      SweepRunner runner = new SweepRunner(cluster, Clock.systemUTC());
      runner.run(
          FakeTrials.sweep(Behaviour.SUCCEED, Behaviour.REFUSE, Behaviour.SUCCEED),
          new InMemoryResultsStore(),
          new SweepListener() {},
          new RunOptions(folder.toString(), SchedulePolicy.STANDARD));

      HttpRequest request =
          HttpRequest.newBuilder(URI.create(cluster.webUi().orElseThrow() + "/metrics/prometheus/"))
              .build();
      List<String> lines =
          HttpClient.newHttpClient()
              .send(request, HttpResponse.BodyHandlers.ofString())
              .body()
              .lines()
              .filter(line -> line.contains("KvsweepPlugin"))
              .map(line -> line.replaceFirst("^.*KvsweepPlugin_(\\w+)_Value\\{.*} ", "$1 "))
              .toList();
      assertThat(lines)
          .contains("trials_total 3", "trials_done 3", "trials_failed 1", "trials_running 0");
    }
  }
}
