package org.kvsweep.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialProgress;

/** An attempt between its submission and its end. */
final class InFlightAttempt {
  private final Attempt attempt;
  private final TrialHistory history;
  private final int width;
  private final Instant submitted;
  private Instant started;
  private Instant training;
  private Instant lastHeard;
  private Duration longestSilence = Duration.ZERO;
  private long firstStep;
  private long stepsDone;
  private boolean reported;
  private boolean suspected;

  InFlightAttempt(Attempt attempt, TrialHistory history, int width, Instant submitted) {
    this.attempt = attempt;
    this.history = history;
    this.width = width;
    this.submitted = submitted;
  }

  Attempt attempt() {
    return attempt;
  }

  PlannedTrial trial() {
    return attempt.trial();
  }

  TrialHistory history() {
    return history;
  }

  /**
   * The slots that it takes: as many until its end, whatever executors come and go meanwhile that
   * would give its trial another share.
   */
  int width() {
    return width;
  }

  boolean running() {
    return started != null;
  }

  /** Returns when it began to run; when it was submitted, if it never said so. */
  Instant begin() {
    return running() ? started : submitted;
  }

  /** Begins to run, maybe once more: Spark starts a task again if a machine is taken away. */
  void start(Instant now) {
    started = now;
    training = now;
    lastHeard = now;
    longestSilence = Duration.ZERO;
    firstStep = 0;
    stepsDone = 0;
    reported = false;
    suspected = false;
  }

  void progress(TrialProgress progress, Instant now, CostModel costs) {
    if (!running()) {
      start(now);
    }
    Duration silence = Duration.between(lastHeard, now);
    if (silence.compareTo(longestSilence) > 0) {
      longestSilence = silence;
    }
    if (progress.beforeFirstStep()) {
      firstStep = progress.step();
      stepsDone = progress.step();
      training = now;
    }
    measure(progress.step(), now, costs);
    lastHeard = now;
    reported = true;
    suspected = false;
  }

  /** Tells the cost model what was done since the last report. */
  void measure(long steps, Instant now, CostModel costs) {
    double flops = (double) trial().cost().stepFlops() * (steps - stepsDone);
    // While it is evaluated, an attempt says again and again that it lives: that time counts too.
    boolean evaluated = flops == 0 && stepsDone > firstStep;
    if (running() && (flops > 0 || evaluated)) {
      costs.measured(history.family(), flops, seconds(Duration.between(lastHeard, now)));
      stepsDone = steps;
    }
  }

  /** Returns whether it is silent for longer than its own pace explains, and this has been told. */
  boolean suspected() {
    return suspected;
  }

  /** Tells, once, that the attempt has been silent for longer than its own pace explains. */
  Optional<Silence> suspicion(Instant now, HangPolicy policy) {
    if (!running() || suspected) {
      return Optional.empty();
    }
    Duration allowed = reported ? policy.allowedAfter(longestSilence) : policy.beforeFirstReport();
    Duration lasted = Duration.between(lastHeard, now);
    suspected = lasted.compareTo(allowed) > 0;
    return suspected ? Optional.of(new Silence(attempt, lasted, allowed)) : Optional.empty();
  }

  /**
   * Takes in that nobody listened for that long, which does not count as silence.
   *
   * @param time negative if the clock was set back
   */
  void nobodyListened(Duration time) {
    if (running()) {
      lastHeard = lastHeard.plus(time);
    }
  }

  /**
   * Seconds until it ends at its own pace so far, or by the cost model before the first step; empty
   * if that has not measured anything yet.
   */
  OptionalDouble secondsLeft(Instant now, CostModel costs) {
    double stepFlops = trial().cost().stepFlops();
    double done = stepFlops * (stepsDone - firstStep);
    double total = done + history.expectedFlops(stepsDone);
    double elapsed = running() ? seconds(Duration.between(started, now)) : 0;
    double before = running() ? seconds(Duration.between(started, training)) : 0;
    double heard = running() ? seconds(Duration.between(training, lastHeard)) : 0;
    double budget = history.budgetSeconds();
    OptionalDouble expected =
        budget > 0
            ? OptionalDouble.of(budget)
            : done > 0
                ? OptionalDouble.of(before + heard * total / done)
                : costs.seconds(history.family(), total);
    return expected.isPresent()
        ? OptionalDouble.of(Math.max(0, expected.getAsDouble() - elapsed))
        : expected;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
