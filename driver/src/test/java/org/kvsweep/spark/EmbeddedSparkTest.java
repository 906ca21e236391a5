package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.run.HeardEvents;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.SweepRunner;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.spark.FakeEngine.Behaviour;
import org.kvsweep.sweep.PlannedTrial;

/** What others on this machine, and beyond it, can do to a Spark that a sweep starts for itself. */
class EmbeddedSparkTest {
  private static final List<ServerSocket> OTHER_SWEEPS = new ArrayList<>();
  private static SparkCluster cluster;
  private static SweepRunner runner;

  @TempDir Path folder;

  @BeforeAll
  static void startSparkBesideAsManyAsHavePorts() throws IOException {
    for (int port = 4040; port <= 4056; port++) {
      takeUnlessTaken(port);
    }
    cluster = SparkCluster.open(SparkSettings.embedded("mine", Map.of("spark.master", "local[2]")));
    runner = new SweepRunner(cluster, Clock.systemUTC());
  }

  private static void takeUnlessTaken(int port) throws IOException {
    ServerSocket other = new ServerSocket();
    OTHER_SWEEPS.add(other);
    try {
      other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (BindException takenAlready) {
      other.close();
    }
  }

  @AfterAll
  static void stopSpark() throws IOException {
    cluster.close();
    for (ServerSocket other : OTHER_SWEEPS) {
      other.close();
    }
  }

  @Test
  void theUiHasAnyPortWhereThoseThatSparkTriesAreTaken() {
    assertThat(URI.create(cluster.webUi().orElseThrow()))
        .hasHost("127.0.0.1")
        .satisfies(ui -> assertThat(ui.getPort()).matches(port -> port < 4040 || port > 4056));
  }

  @Test
  void nothingListensBeyondTheLoopbackAddress() throws IOException {
    assumeThat(Path.of("/proc/self/net/tcp")).as("Linux").exists();
    assertThat(ListeningSockets.beyondLoopback(ProcessHandle.current())).isEmpty();
  }

  @Test
  void strangersNeitherSayAnythingToASweepNorEndItsTrials() throws Exception {
    PlannedTrial trial = FakeTrials.trial(Behaviour.REPORT_UNTIL_RELEASED, 1);
    HeardEvents heard = new HeardEvents();
    InMemoryResultsStore results = new InMemoryResultsStore();
    heard.onStart(
        () -> {
          sendAsExecutor(trial);
          endJobsByTheUi();
          release();
        });

    SweepSummary summary =
        runner.run(
            FakeTrials.sweep(trial),
            results,
            heard,
            new RunOptions(folder.toString(), SchedulePolicy.STANDARD));

    assertThat(summary.completed()).isEqualTo(1);
    assertThat(results.ended().get(trial.id()).attempt()).isEqualTo(1);
    assertThat(folder.resolve("mark")).as("left by a message that was read").doesNotExist();
  }

  private void sendAsExecutor(PlannedTrial trial) {
    List<Serializable> messages =
        List.of(
            "Cannot run the sweep on executor 1: it is not fit",
            new TrialMessage.HandedIn(trial.id().value(), 1, new byte[] {1, 2, 3}),
            new Stranger.Mark(folder.resolve("mark")),
            nestedSets(28));
    Stranger stranger = new Stranger(SparkEnv.get().rpcEnv().address().port());
    for (Serializable message : messages) {
      assertThatThrownBy(() -> stranger.tell(message))
          .as(message.getClass().getName())
          .hasMessageContaining("Expected SaslMessage");
    }
  }

  /** Whoever reads it computes 2^levels hash codes. */
  private static Serializable nestedSets(int levels) {
    HashSet<Object> root = new HashSet<>();
    Set<Object> left = root;
    Set<Object> right = new HashSet<>();
    for (int level = 0; level < levels; level++) {
      Set<Object> nextLeft = new HashSet<>();
      Set<Object> nextRight = new HashSet<>(Set.of("different"));
      left.add(nextLeft);
      left.add(nextRight);
      right.add(nextLeft);
      right.add(nextRight);
      left = nextLeft;
      right = nextRight;
    }
    return root;
  }

  private static void endJobsByTheUi() {
    int[] jobs = SparkContext.getOrCreate().statusTracker().getActiveJobIds();
    assertThat(jobs).isNotEmpty();
    String ui = cluster.webUi().orElseThrow();
    HttpClient http = HttpClient.newHttpClient();
    for (int job : jobs) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(ui + "/jobs/job/kill/?id=" + job));
      for (HttpRequest kill :
          List.of(
              request.GET().build(), request.POST(HttpRequest.BodyPublishers.noBody()).build())) {
        try {
          http.send(kill, HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
    assertThat(SparkContext.getOrCreate().statusTracker().getActiveJobIds()).contains(jobs);
  }

  private void release() {
    try {
      Files.createFile(folder.resolve(FakeEngine.RELEASED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
