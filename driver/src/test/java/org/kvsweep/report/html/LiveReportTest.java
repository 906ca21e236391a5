package org.kvsweep.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kvsweep.MovableClock;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

class LiveReportTest {
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final TrialOutcome OUTCOME = new TrialOutcome.Completed(TrialRun.none());
  private static final PlannedTrial TRIAL = trial();

  private final MovableClock clock = new MovableClock();
  private final AtomicInteger written = new AtomicInteger();

  private static PlannedTrial trial() {
    TrialSpec spec = SampleTrials.spec("reverse", "kv", 16, 0);
    return new PlannedTrial(TrialId.of(spec), spec, new TrialCost(1, 1, 1, 1, 1));
  }

  /** A report that takes that long to write, on the thread of the sweep. */
  private LiveReport report(Duration takes) {
    return new LiveReport(
        () -> {
          written.incrementAndGet();
          clock.advance(takes);
        },
        PAUSE,
        clock,
        new SameThread());
  }

  private void endTrialAfter(LiveReport report, int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
    report.trialEnded(TRIAL, OUTCOME);
  }

  @Test
  void isWrittenAlsoWhileTrialsGoOn() {
    LiveReport report = report(Duration.ofSeconds(1));

    report.trialProgressed(TRIAL, new TrialProgress(1, 2, 10, 100, 0.5, 200));

    assertThat(written).hasValue(1);
  }

  @Test
  void isWrittenAfterATrialAndNotAgainBeforeItsTime() {
    LiveReport report = report(Duration.ofSeconds(1));

    endTrialAfter(report, 0);
    assertThat(written).hasValue(1);
    endTrialAfter(report, 29);
    assertThat(written).hasValue(1);
    endTrialAfter(report, 1);
    assertThat(written).hasValue(2);
  }

  @Test
  void isWrittenAgainWhereTheClockIsSetBack() {
    LiveReport report = report(Duration.ofSeconds(1));

    endTrialAfter(report, 0);
    endTrialAfter(report, -3600);

    assertThat(written).hasValue(2);
  }

  @Test
  void takesNoMoreThanATwentiethOfTheTime() {
    LiveReport report = report(Duration.ofSeconds(10));

    endTrialAfter(report, 0);
    endTrialAfter(report, 199);
    assertThat(written).hasValue(1);
    endTrialAfter(report, 1);
    assertThat(written).hasValue(2);
  }

  @Test
  void neverDisturbsTheSweep() {
    LiveReport report =
        new LiveReport(
            () -> {
              written.incrementAndGet();
              throw new IOException("No space left on device");
            },
            PAUSE,
            clock,
            new SameThread());

    endTrialAfter(report, 0);
    endTrialAfter(report, 30);

    assertThat(written).hasValue(2);
  }

  @Test
  void isDoneWithWritingWhenItIsClosed() {
    try (LiveReport report = new LiveReport(written::incrementAndGet, PAUSE, clock)) {
      report.trialEnded(TRIAL, OUTCOME);
    }

    assertThat(written).hasValue(1);
  }

  private static final class SameThread extends AbstractExecutorService {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
