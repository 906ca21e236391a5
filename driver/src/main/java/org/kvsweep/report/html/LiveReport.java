package org.kvsweep.report.html;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kvsweep.schedule.Pause;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the report again and again while a sweep runs, after its trials have got on, on a thread
 * of its own; never more often than every so many seconds, and never for more than a twentieth of
 * the time. A report that can't be written does not disturb the sweep.
 */
public final class LiveReport implements SweepListener, AutoCloseable {
  /**
   * The pause after a report, as a multiple of the time that writing it took: writing takes time
   * from trials on the same machine.
   */
  private static final int TIMES_ITS_OWN_LENGTH = 20;

  private static final Logger LOG = LoggerFactory.getLogger(LiveReport.class);

  private final Writing writing;
  private final Duration leastPause;
  private final Clock clock;

  /** True while one thread has the pause and may write. */
  private final AtomicBoolean busy = new AtomicBoolean();

  private final Pause pause = new Pause();
  private final ExecutorService writer;

  /** Makes the report of what has ended until now. */
  @FunctionalInterface
  public interface Writing {
    void write() throws IOException;
  }

  /**
   * A report that is written now and then.
   *
   * @param leastPause the least time between two reports
   */
  public LiveReport(Writing writing, Duration leastPause, Clock clock) {
    this(writing, leastPause, clock, Executors.newSingleThreadExecutor(LiveReport::daemon));
  }

  LiveReport(Writing writing, Duration leastPause, Clock clock, ExecutorService writer) {
    this.writing = writing;
    this.leastPause = leastPause;
    this.clock = clock;
    this.writer = writer;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "live-report");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void trialProgressed(PlannedTrial trial, TrialProgress progress) {
    renew();
  }

  @Override
  public void trialEnded(PlannedTrial trial, TrialOutcome outcome) {
    renew();
  }

  private void renew() {
    if (!busy.compareAndSet(false, true)) {
      return;
    }
    if (pause.over(clock.instant())) {
      writer.execute(this::writeOrLog);
    } else {
      busy.set(false);
    }
  }

  private void writeOrLog() {
    Instant started = clock.instant();
    try {
      writing.write();
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot renew the report while the sweep runs: {}", e.toString());
    } finally {
      Duration took = Duration.between(started, clock.instant());
      Duration rest = took.multipliedBy(TIMES_ITS_OWN_LENGTH);
      pause.begin(rest.compareTo(leastPause) > 0 ? rest : leastPause, clock.instant());
      busy.set(false);
    }
  }

  /** Waits for a report that is being written, so that the last one is written after it. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(1, TimeUnit.MINUTES)) {
        writer.shutdownNow();
      }
    } catch (InterruptedException e) {
      writer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
