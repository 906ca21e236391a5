package org.kvsweep.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.results.RunningTrials;
import org.kvsweep.schedule.Pause;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a note in the results of which trials run and how far they are, for whoever watches. */
final class RunningNote implements SweepListener {
  private static final Logger LOG = LoggerFactory.getLogger(RunningNote.class);

  // About as often as people look; a request each on an object store.
  private static final Duration AT_LEAST = Duration.ofSeconds(2);

  /** The run loop waits while the note is written, so it takes a small share of the time. */
  private static final int TIMES_ITS_OWN_LENGTH = 20;

  /**
   * The most trials of which the note says more than that they run: nobody looks at so many, and
   * the note of 32,000 would be megabytes every two seconds.
   */
  private static final int MOST_TRIALS = 1_000;

  /** The most points of all curves together, some 150 kB. */
  private static final int MOST_POINTS = 8_000;

  private final ResultsStore results;
  private final InstantSource clock;
  private final Map<TrialId, WatchedTrial> running = new LinkedHashMap<>();
  private Optional<Instant> expectedEnd = Optional.empty();
  private boolean changed;
  private boolean unwritten;
  private final Pause pause = new Pause();

  RunningNote(ResultsStore results, InstantSource clock) {
    this.results = results;
    this.clock = clock;
  }

  /** Empties the note, at the begin of a run for a driver that died, and at its end. */
  void empty() {
    running.clear();
    write(RunningTrials.NONE);
  }

  /** Writes down what runs now, if that is news and the last time is long enough ago. */
  void keep() {
    Instant now = clock.instant();
    if (changed && pause.over(now)) {
      changed = false;
      int shown = Math.min(MOST_TRIALS, running.size());
      // Two curves for each.
      int points = MOST_POINTS / Math.max(1, 2 * shown);
      write(
          new RunningTrials(
              expectedEnd.filter(now::isBefore).map(end -> Duration.between(now, end)),
              running.values().stream().limit(shown).map(trial -> trial.at(now, points)).toList(),
              running.size() - shown));
      Instant written = clock.instant();
      Duration rest = Duration.between(now, written).multipliedBy(TIMES_ITS_OWN_LENGTH);
      pause.begin(rest.compareTo(AT_LEAST) > 0 ? rest : AT_LEAST, written);
    }
  }

  private void write(RunningTrials trials) {
    try {
      results.running(trials);
      unwritten = false;
    } catch (IOException e) {
      if (!unwritten) { // not every two seconds
        LOG.warn("Cannot note which trials run: {}", e.toString());
      }
      unwritten = true;
    }
  }

  @Override
  public void trialStarted(PlannedTrial trial, int attempt, String place) {
    running.put(trial.id(), new WatchedTrial(trial.id(), attempt, place, clock.instant()));
    changed = true;
  }

  @Override
  public void trialProgressed(PlannedTrial trial, TrialProgress progress) {
    WatchedTrial watched = running.get(trial.id());
    if (watched != null) {
      watched.progressed(progress, clock.instant());
      changed = true;
    }
  }

  @Override
  public void trialEvaluated(PlannedTrial trial, EpochMetrics metrics) {
    WatchedTrial watched = running.get(trial.id());
    if (watched != null) {
      watched.evaluated(metrics);
      changed = true;
    }
  }

  @Override
  public void trialEnded(PlannedTrial trial, TrialOutcome outcome) {
    forget(trial);
  }

  @Override
  public void trialRetried(PlannedTrial trial, int nextAttempt, String reason) {
    forget(trial);
  }

  @Override
  public void trialLeftOpen(PlannedTrial trial, String reason) {
    forget(trial);
  }

  @Override
  public void trialSetAside(PlannedTrial trial) {
    forget(trial);
  }

  @Override
  public void timeLeftEstimated(Duration left) {
    expectedEnd = Optional.of(clock.instant().plus(left));
  }

  private void forget(PlannedTrial trial) {
    changed |= running.remove(trial.id()) != null;
  }
}
