package org.kvsweep.cli.progress;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jline.utils.AttributedStyle;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;

/** Progress on a terminal, drawn in place; what went wrong stays readable above it. */
final class LiveProgress implements SweepListener {
  /** Faster than the eye follows is of no use. */
  private static final Duration BETWEEN_FRAMES = Duration.ofMillis(100);

  private final LiveScreen screen;
  private final PassingTime time;
  private final TrialText text;
  private final ProgressView view;
  private final SweepState state;
  private Instant nextFrame = Instant.MIN;

  LiveProgress(LiveScreen screen, Clock clock, TrialText text) {
    this.screen = screen;
    this.time = new PassingTime(clock);
    this.text = text;
    this.view = new ProgressView(text);
    this.state = new SweepState(time.instant());
  }

  @Override
  public synchronized void sweepStarted(int trials, int endedBefore, int slots) {
    state.sweepStarted(trials, endedBefore, slots);
    draw();
  }

  @Override
  public synchronized void sweepGrew(int trials) {
    state.sweepGrew(trials);
    drawIfDue();
  }

  @Override
  public synchronized void moreEndedBefore(int more) {
    state.moreEndedBefore(more);
    drawIfDue();
  }

  @Override
  public synchronized void trialStarted(PlannedTrial trial, int attempt, String place) {
    state.trialStarted(trial, place, time.instant());
    drawIfDue();
  }

  @Override
  public synchronized void trialProgressed(PlannedTrial trial, TrialProgress progress) {
    state.trialProgressed(trial, progress);
    drawIfDue();
  }

  @Override
  public synchronized void trialEnded(PlannedTrial trial, TrialOutcome outcome) {
    Duration took = state.trialEnded(trial, outcome, time.instant());
    if (!outcome.completed()) {
      screen.printAbove(
          text.end(trial, outcome, took),
          switch (outcome.status()) {
            case FAILED, DIVERGED -> ProgressView.BAD;
            case STOPPED, COMPLETED -> AttributedStyle.DEFAULT;
          });
    }
    drawIfDue();
  }

  @Override
  public synchronized void trialRetried(PlannedTrial trial, int nextAttempt, String reason) {
    state.trialRetried(trial);
    screen.printAbove(
        "%s: %s; attempt %d follows"
            .formatted(text.label(trial), TrialText.oneLine(reason), nextAttempt),
        AttributedStyle.DEFAULT);
    drawIfDue();
  }

  @Override
  public synchronized void trialLeftOpen(PlannedTrial trial, String reason) {
    state.trialLeftOpen(trial);
    screen.printAbove(text.leftOpen(trial, reason), AttributedStyle.DEFAULT);
    drawIfDue();
  }

  @Override
  public synchronized void trialSetAside(PlannedTrial trial) {
    state.trialSetAside(trial, time.instant());
    drawIfDue();
  }

  @Override
  public synchronized void timeLeftEstimated(Duration left) {
    state.timeLeftEstimated(left, time.instant());
    drawIfDue();
  }

  /** Shows the passing time; to be called every second or so. */
  synchronized void tick() {
    drawIfDue();
  }

  private void drawIfDue() {
    if (!time.instant().isBefore(nextFrame)) {
      draw();
    }
  }

  private void draw() {
    Instant now = time.instant();
    nextFrame = now.plus(BETWEEN_FRAMES);
    screen.draw((width, height) -> view.lines(state, now, width, height));
  }
}
