package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.codahale.metrics.MetricRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.Patience;
import org.kvsweep.run.wire.CheckpointOrder;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.spark.FakeEngine.Behaviour;
import org.kvsweep.spark.executor.ProgressPost;
import org.kvsweep.spark.executor.RemoteTrialContext;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.Rungs;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialSpec;

/** Trials that report faster than the driver listens: neither waits, nothing piles up. */
class SlowDriverTest {
  private static final int REPORTS = 10_000;

  @TempDir private Path folder;

  private static TrialProgress progress(int step) {
    return new TrialProgress(1, 1, step, REPORTS, 0.5, 10);
  }

  @Test
  void anExecutorKeepsTheNewestReportOfEachTrialAndNoMore() throws Exception {
    SlowDriver driver = new SlowDriver();
    List<RemoteTrialContext> trials;
    try (ProgressPost post = new ProgressPost(driver)) {
      trials = List.of(trial(1, post), trial(2, post));
      Future<Boolean> unused = post.send(trials.get(0), message(1, 0));
      assertThat(driver.busy.await(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      for (int step = 1; step < REPORTS; step++) {
        unused = post.send(trials.get(0), message(1, step));
        unused = post.send(trials.get(1), message(2, step));
      }
      Future<Boolean> last = post.send(trials.get(1), message(2, REPORTS));
      assertThat(driver.heard).isEmpty();

      driver.free.countDown();

      assertThat(last.get(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }
    assertThat(driver.heard)
        .containsExactly(message(1, 0), message(1, REPORTS - 1), message(2, REPORTS));
  }

  @Test
  void aTrialThatSaysThatItLivesWaitsForNoAnswer() throws Exception {
    SlowDriver driver = new SlowDriver();
    try (ProgressPost post = new ProgressPost(driver)) {
      trial(1, post).lives(progress(3));
      Future<Boolean> next = post.send(trial(2, post), message(2, 1));
      assertThat(driver.heard).isEmpty();

      driver.free.countDown();

      assertThat(next.get(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }
    assertThat(driver.heard).containsExactly(message(1, 3), message(2, 1));
  }

  @Test
  void aTrialBeginsWhereItsDataFolderHasNoNameInThisLocale() {
    TrialSpec spec = FakeTrials.trial(Behaviour.SUCCEED, 1).spec();
    try (ProgressPost post = new ProgressPost(new SlowDriver())) {
      assertThatCode(
              () -> new RemoteTrialContext(order(spec, "/data/\uD800"), null, post, () -> false))
          .doesNotThrowAnyException();
    }
  }

  private RemoteTrialContext trial(long seed, ProgressPost post) {
    TrialSpec spec = FakeTrials.trial(Behaviour.SUCCEED, seed).spec();
    TrialOrder order = order(spec, folder.toString());
    return new RemoteTrialContext(order, null, post, () -> false);
  }

  private static TrialOrder order(TrialSpec spec, String dataFolder) {
    return new TrialOrder(
        spec,
        1,
        0,
        "",
        dataFolder,
        DataChecksums.NONE,
        Keep.NONE,
        CheckpointOrder.NONE,
        Rungs.NONE);
  }

  private static TrialMessage.Progressed message(long seed, int step) {
    TrialId id = FakeTrials.trial(Behaviour.SUCCEED, seed).id();
    return new TrialMessage.Progressed(id.value(), 1, progress(step));
  }

  /** Takes its time with the first message until it is told to go on. */
  private static final class SlowDriver implements PluginContext {
    final CountDownLatch busy = new CountDownLatch(1);
    final CountDownLatch free = new CountDownLatch(1);
    final List<Object> heard = new CopyOnWriteArrayList<>();

    @Override
    public Object ask(Object message) throws InterruptedException {
      busy.countDown();
      free.await();
      heard.add(message);
      return true;
    }

    @Override
    public void send(Object message) {
      heard.add(message);
    }

    @Override
    public MetricRegistry metricRegistry() {
      return new MetricRegistry();
    }

    @Override
    public SparkConf conf() {
      return new SparkConf(false);
    }

    @Override
    public String executorID() {
      return "1";
    }

    @Override
    public String hostname() {
      return "here";
    }

    @Override
    public Map<String, ResourceInformation> resources() {
      return Map.of();
    }
  }
}
