package org.kvsweep.cli.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;

/** The progress of a sweep, as the displays show it. For one thread at a time. */
final class SweepState {
  private final Instant start;
  private final Map<TrialId, Running> running = new LinkedHashMap<>();
  // How long trials ran that wait for a decision or have gone on after one.
  private final Map<TrialId, Duration> ranBefore = new HashMap<>();
  private final Set<TrialId> setAside = new HashSet<>();
  private int trials;
  private int endedBefore;
  private int slots;
  private final Map<TrialOutcome.Status, Integer> ended = new EnumMap<>(TrialOutcome.Status.class);
  private final TimeLeft timeLeft = new TimeLeft();

  /**
   * A trial that is being trained.
   *
   * @param progress empty until its first report
   */
  record Running(
      PlannedTrial trial, String place, Instant since, Optional<TrialProgress> progress) {}

  SweepState(Instant start) {
    this.start = start;
  }

  void sweepStarted(int allTrials, int allEndedBefore, int allSlots) {
    trials = allTrials;
    endedBefore = allEndedBefore;
    slots = allSlots;
  }

  void sweepGrew(int allTrials) {
    trials = allTrials;
  }

  void moreEndedBefore(int more) {
    endedBefore += more;
  }

  void trialStarted(PlannedTrial trial, String place, Instant now) {
    setAside.remove(trial.id());
    running.put(trial.id(), new Running(trial, place, now, Optional.empty()));
  }

  void trialProgressed(PlannedTrial trial, TrialProgress progress) {
    running.computeIfPresent(
        trial.id(),
        (id, was) -> new Running(trial, was.place(), was.since(), Optional.of(progress)));
  }

  /**
   * Takes in the end of a trial, and returns how long it ran, attempts that were given up not
   * counted.
   */
  Duration trialEnded(PlannedTrial trial, TrialOutcome outcome, Instant now) {
    Duration ran = ran(trial, now);
    ranBefore.remove(trial.id());
    setAside.remove(trial.id());
    ended.merge(outcome.status(), 1, Integer::sum);
    return ran;
  }

  private Duration ran(PlannedTrial trial, Instant now) {
    Running was = running.remove(trial.id());
    Duration last = was == null ? Duration.ZERO : Duration.between(was.since(), now);
    return ranBefore.getOrDefault(trial.id(), Duration.ZERO).plus(last);
  }

  void trialSetAside(PlannedTrial trial, Instant now) {
    ranBefore.put(trial.id(), ran(trial, now));
    setAside.add(trial.id());
  }

  /** Returns whether a trial was set aside and has not started again. */
  boolean isSetAside(PlannedTrial trial) {
    return setAside.contains(trial.id());
  }

  void trialRetried(PlannedTrial trial) {
    running.remove(trial.id());
  }

  void trialLeftOpen(PlannedTrial trial) {
    running.remove(trial.id());
  }

  void timeLeftEstimated(Duration left, Instant now) {
    timeLeft.estimated(left, now);
  }

  int trials() {
    return trials;
  }

  int endedBefore() {
    return endedBefore;
  }

  int slots() {
    return slots;
  }

  /** Trials that have ended, in earlier runs of the sweep too. */
  int done() {
    return endedBefore + ended.values().stream().mapToInt(Integer::intValue).sum();
  }

  List<Running> running() {
    return List.copyOf(running.values());
  }

  /** {@code 2 running, 1 stopped early}: what there is to say beside the number of trials done. */
  String counts() {
    StringBuilder text = new StringBuilder().append(running.size()).append(" running");
    if (!setAside.isEmpty()) {
      text.append(", ").append(setAside.size()).append(" set aside");
    }
    append(text, TrialOutcome.Status.STOPPED, "stopped early");
    return text.toString();
  }

  /** {@code 1 failed, 2 diverged}; empty if there are none. */
  String troubles() {
    StringBuilder text = new StringBuilder();
    append(text, TrialOutcome.Status.FAILED, "failed");
    append(text, TrialOutcome.Status.DIVERGED, "diverged");
    return text.toString();
  }

  private void append(StringBuilder text, TrialOutcome.Status status, String words) {
    int count = ended.getOrDefault(status, 0);
    if (count > 0) {
      text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(words);
    }
  }

  Duration elapsed(Instant now) {
    return Duration.between(start, now);
  }

  /** Returns the estimated time left; empty until there is a meaningful estimate. */
  Optional<Duration> left(Instant now) {
    return timeLeft.at(now);
  }
}
