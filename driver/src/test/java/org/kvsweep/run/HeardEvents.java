package org.kvsweep.run;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;

/** Remembers what a sweep told, in words. */
public final class HeardEvents implements SweepListener {
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<String> places = new CopyOnWriteArrayList<>();
  private volatile BiConsumer<PlannedTrial, TrialProgress> onProgress = (trial, progress) -> {};
  private volatile String placePrefix = "";
  private volatile Runnable onPlace = () -> {};
  private final AtomicInteger setAside = new AtomicInteger();
  private volatile Runnable onSetAside = () -> {};
  private volatile int setAsideTimes;
  private volatile LongConsumer onStart = seed -> {};

  public List<String> events() {
    return events;
  }

  /** Where trials started, in the order of their starts. */
  public List<String> places() {
    return places;
  }

  @Override
  public void stopAsked(Duration grace) {
    events.add("asked to stop");
  }

  @Override
  public void failureLimitReached(Duration grace) {
    events.add("failure limit reached");
  }

  public void onStart(Runnable action) {
    onStart = seed -> action.run();
  }

  /** Runs that when the trial of that seed starts for the first time. */
  public void onStartOf(long expected, Runnable action) {
    AtomicBoolean done = new AtomicBoolean();
    onStart =
        seed -> {
          if (seed == expected && done.compareAndSet(false, true)) {
            action.run();
          }
        };
  }

  public void onProgress(BiConsumer<PlannedTrial, TrialProgress> action) {
    onProgress = action;
  }

  /** Runs that when a trial is set aside for that time. */
  public void onSetAside(int times, Runnable action) {
    setAsideTimes = times;
    onSetAside = action;
  }

  /** Runs that when a trial first starts at such a place. */
  public void onPlace(String prefix, Runnable action) {
    placePrefix = prefix;
    onPlace = action;
  }

  @Override
  public void sweepStarted(int trials, int endedBefore, int slots) {
    events.add("sweep of %d, %d before".formatted(trials, endedBefore));
  }

  @Override
  public void sweepGrew(int trials) {
    events.add("sweep of %d".formatted(trials));
  }

  @Override
  public void moreEndedBefore(int more) {
    events.add("%d more before".formatted(more));
  }

  @Override
  public void trialStarted(PlannedTrial trial, int attempt, String place) {
    events.add("start %d#%d".formatted(trial.spec().seed(), attempt));
    places.add(place);
    onStart.accept(trial.spec().seed());
    if (place.startsWith(placePrefix)) {
      Runnable once = onPlace;
      onPlace = () -> {};
      once.run();
    }
  }

  @Override
  public void trialProgressed(PlannedTrial trial, TrialProgress progress) {
    events.add("progress %d".formatted(trial.spec().seed()));
    onProgress.accept(trial, progress);
  }

  @Override
  public void trialSetAside(PlannedTrial trial) {
    events.add("set aside %d".formatted(trial.spec().seed()));
    if (setAside.incrementAndGet() == setAsideTimes) {
      onSetAside.run();
    }
  }

  @Override
  public void trialEnded(PlannedTrial trial, TrialOutcome outcome) {
    events.add("end %d %s".formatted(trial.spec().seed(), outcome.status().label()));
  }

  @Override
  public void trialLeftOpen(PlannedTrial trial, String reason) {
    events.add("left %d %s".formatted(trial.spec().seed(), reason));
  }

  @Override
  public void trialRetried(PlannedTrial trial, int nextAttempt, String reason) {
    events.add("retry %d#%d %s".formatted(trial.spec().seed(), nextAttempt, reason));
  }
}
