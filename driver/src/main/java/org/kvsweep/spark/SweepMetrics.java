package org.kvsweep.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;

/**
 * Counts what operators watch, in Spark's registry of metrics, from where its sinks take it: {@code
 * trials_done} (well or not, now or in an earlier run), of them {@code trials_failed} in this run,
 * {@code trials_running}, {@code trials_waiting} (set aside until it is decided whether they go
 * on), {@code trials_total}, {@code trials_retried} (attempts that had to be repeated), {@code
 * examples_per_second} over all running trials, and {@code seconds_left}, 0 until it is known.
 */
final class SweepMetrics implements SweepListener {
  private final AtomicInteger total = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger retried = new AtomicInteger();
  private final AtomicLong secondsLeft = new AtomicLong();
  private final Set<TrialId> setAside = ConcurrentHashMap.newKeySet();
  // Examples a second of each running trial; 0 until it says.
  private final Map<TrialId, Double> running = new ConcurrentHashMap<>();

  SweepMetrics(MetricRegistry registry) {
    Gauge<Integer> trials = total::get;
    registry.register("trials_total", trials);
    Gauge<Integer> ended = done::get;
    registry.register("trials_done", ended);
    Gauge<Integer> failures = failed::get;
    registry.register("trials_failed", failures);
    Gauge<Integer> repeats = retried::get;
    registry.register("trials_retried", repeats);
    Gauge<Integer> now = running::size;
    registry.register("trials_running", now);
    Gauge<Integer> aside = setAside::size;
    registry.register("trials_waiting", aside);
    Gauge<Double> speed = () -> running.values().stream().mapToDouble(each -> each).sum();
    registry.register("examples_per_second", speed);
    Gauge<Long> left = secondsLeft::get;
    registry.register("seconds_left", left);
  }

  @Override
  public void sweepStarted(int trials, int endedBefore, int slots) {
    total.set(trials);
    done.set(endedBefore);
    failed.set(0);
    retried.set(0);
    secondsLeft.set(0);
    running.clear();
    setAside.clear();
  }

  @Override
  public void sweepGrew(int trials) {
    total.set(trials);
  }

  @Override
  public void moreEndedBefore(int more) {
    done.addAndGet(more);
  }

  @Override
  public void trialStarted(PlannedTrial trial, int attempt, String place) {
    setAside.remove(trial.id());
    running.put(trial.id(), 0.0);
  }

  @Override
  public void trialProgressed(PlannedTrial trial, TrialProgress progress) {
    running.replace(trial.id(), progress.examplesPerSecond());
  }

  @Override
  public void trialEnded(PlannedTrial trial, TrialOutcome outcome) {
    running.remove(trial.id());
    setAside.remove(trial.id());
    done.incrementAndGet();
    if (outcome.failure().isPresent()) {
      failed.incrementAndGet();
    }
  }

  @Override
  public void trialRetried(PlannedTrial trial, int nextAttempt, String reason) {
    retried.incrementAndGet();
    running.remove(trial.id());
  }

  @Override
  public void trialLeftOpen(PlannedTrial trial, String reason) {
    running.remove(trial.id());
  }

  @Override
  public void trialSetAside(PlannedTrial trial) {
    running.remove(trial.id());
    setAside.add(trial.id());
  }

  @Override
  public void timeLeftEstimated(Duration left) {
    secondsLeft.set(left.toSeconds());
  }
}
