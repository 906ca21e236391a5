package org.kvsweep.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;

/**
 * Counts what operators watch, in Spark's registry of metrics, from where its sinks take it: {@code
 * trials_done} (well or not, now or in an earlier run), of them {@code trials_failed} in this run,
 * {@code trials_running}, {@code trials_total} and {@code examples_per_second} over all running
 * trials.
 */
final class SweepMetrics implements SweepListener {
  private final AtomicInteger total = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  // Examples a second of each running trial; 0 until it says.
  private final Map<TrialId, Double> running = new ConcurrentHashMap<>();

  SweepMetrics(MetricRegistry registry) {
    Gauge<Integer> trials = total::get;
    registry.register("trials_total", trials);
    Gauge<Integer> ended = done::get;
    registry.register("trials_done", ended);
    Gauge<Integer> failures = failed::get;
    registry.register("trials_failed", failures);
    Gauge<Integer> now = running::size;
    registry.register("trials_running", now);
    Gauge<Double> speed = () -> running.values().stream().mapToDouble(each -> each).sum();
    registry.register("examples_per_second", speed);
  }

  /** Counts what that listener hears, and lets it hear it. */
  SweepListener before(SweepListener listener) {
    return new Counted(listener);
  }

  @Override
  public void sweepStarted(int trials, int endedBefore, int slots) {
    total.set(trials);
    done.set(endedBefore);
    failed.set(0);
    running.clear();
  }

  @Override
  public void trialStarted(PlannedTrial trial, int attempt, String place) {
    running.put(trial.id(), 0.0);
  }

  @Override
  public void trialProgressed(PlannedTrial trial, TrialProgress progress) {
    running.replace(trial.id(), progress.examplesPerSecond());
  }

  @Override
  public void trialEnded(PlannedTrial trial, TrialOutcome outcome) {
    running.remove(trial.id());
    done.incrementAndGet();
    if (outcome instanceof TrialOutcome.Failed) {
      failed.incrementAndGet();
    }
  }

  @Override
  public void trialRetried(PlannedTrial trial, int nextAttempt, String reason) {
    running.remove(trial.id());
  }

  private final class Counted implements SweepListener {
    private final SweepListener listener;

    Counted(SweepListener listener) {
      this.listener = listener;
    }

    @Override
    public void sweepStarted(int trials, int endedBefore, int slots) {
      SweepMetrics.this.sweepStarted(trials, endedBefore, slots);
      listener.sweepStarted(trials, endedBefore, slots);
    }

    @Override
    public void trialStarted(PlannedTrial trial, int attempt, String place) {
      SweepMetrics.this.trialStarted(trial, attempt, place);
      listener.trialStarted(trial, attempt, place);
    }

    @Override
    public void trialProgressed(PlannedTrial trial, TrialProgress progress) {
      SweepMetrics.this.trialProgressed(trial, progress);
      listener.trialProgressed(trial, progress);
    }

    @Override
    public void trialEnded(PlannedTrial trial, TrialOutcome outcome) {
      SweepMetrics.this.trialEnded(trial, outcome);
      listener.trialEnded(trial, outcome);
    }

    @Override
    public void trialRetried(PlannedTrial trial, int nextAttempt, String reason) {
      SweepMetrics.this.trialRetried(trial, nextAttempt, reason);
      listener.trialRetried(trial, nextAttempt, reason);
    }

    @Override
    public void timeLeftEstimated(Duration left) {
      listener.timeLeftEstimated(left);
    }
  }
}
