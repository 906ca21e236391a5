package org.kvsweep.cli.progress;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;

/**
 * Progress as lines of a log: one when a trial starts, one when it ends, and in between one about
 * the sweep now and then.
 */
final class PlainProgress implements SweepListener {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);

  /**
   * The most trials in a line about the sweep: more than a node has slots, and less than a page.
   */
  private static final int MOST_TRIALS = 64;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private final PrintWriter out;
  private final Clock clock;
  private final PassingTime time;
  private final TrialText text;
  private final SweepState state;
  private Instant nextLine = Instant.MIN;

  PlainProgress(PrintWriter out, Clock clock, TrialText text) {
    this.out = out;
    this.clock = clock;
    this.time = new PassingTime(clock);
    this.text = text;
    this.state = new SweepState(time.instant());
  }

  @Override
  public void sweepStarted(int trials, int endedBefore, int slots) {
    state.sweepStarted(trials, endedBefore, slots);
    print(
        "%s, %s done before; %s"
            .formatted(
                Count.of(trials, "trial"),
                ReadableNumbers.count(endedBefore),
                Count.of(slots, "slot")));
  }

  @Override
  public void sweepGrew(int trials) {
    String why =
        trials > state.trials()
            ? "an undecided cell gets more seeds"
            : "no settings of a side could be confirmed";
    state.sweepGrew(trials);
    print("%s now: %s".formatted(Count.of(trials, "trial"), why));
  }

  @Override
  public void moreEndedBefore(int more) {
    state.moreEndedBefore(more);
    print(ReadableNumbers.count(more) + " more done before");
  }

  @Override
  public void trialStarted(PlannedTrial trial, int attempt, String place) {
    boolean waited = state.isSetAside(trial);
    state.trialStarted(trial, place, time.instant());
    String again = attempt == 1 || waited ? "" : ", attempt " + attempt;
    print(
        "%s %s on %s%s"
            .formatted(
                waited ? "continued" : "started",
                text.label(trial),
                TrialText.oneLine(place),
                again));
  }

  @Override
  public void trialProgressed(PlannedTrial trial, TrialProgress progress) {
    state.trialProgressed(trial, progress);
    progressLine();
  }

  @Override
  public void trialEnded(PlannedTrial trial, TrialOutcome outcome) {
    Duration took = state.trialEnded(trial, outcome, time.instant());
    print(
        "ended %s [%d/%d]".formatted(text.end(trial, outcome, took), state.done(), state.trials()));
  }

  @Override
  public void trialRetried(PlannedTrial trial, int nextAttempt, String reason) {
    state.trialRetried(trial);
    print(
        "gave up %s, attempt %d follows: %s"
            .formatted(text.label(trial), nextAttempt, TrialText.oneLine(reason)));
  }

  @Override
  public void trialLeftOpen(PlannedTrial trial, String reason) {
    state.trialLeftOpen(trial);
    print(text.leftOpen(trial, reason));
  }

  @Override
  public void trialSetAside(PlannedTrial trial) {
    state.trialSetAside(trial, time.instant());
    print("set aside %s until enough others reach this rung".formatted(text.label(trial)));
  }

  @Override
  public void timeLeftEstimated(Duration left) {
    state.timeLeftEstimated(left, time.instant());
    progressLine();
  }

  /** Prints a line on the sweep and the running trials, if the last one is long enough ago. */
  private void progressLine() {
    Instant now = time.instant();
    if (now.isBefore(nextLine) || state.running().isEmpty()) {
      return;
    }
    nextLine = now.plus(BETWEEN_LINES);
    StringBuilder line = new StringBuilder();
    line.append("%d/%d done, %s".formatted(state.done(), state.trials(), state.counts()));
    line.append(state.troubles().isEmpty() ? "" : ", " + state.troubles());
    state.left(now).ifPresent(left -> line.append(", " + ReadableNumbers.about(left) + " left"));
    List<SweepState.Running> all = state.running();
    for (SweepState.Running running : all.subList(0, Math.min(MOST_TRIALS, all.size()))) {
      running
          .progress()
          .ifPresent(
              progress ->
                  line.append(
                      "; %s: %s".formatted(text.label(running.trial()), text.progress(progress))));
    }
    if (all.size() > MOST_TRIALS) {
      line.append("; ... and %d more".formatted(all.size() - MOST_TRIALS));
    }
    print(line.toString());
  }

  private void print(String line) {
    out.println(TIME.format(clock.instant().atZone(clock.getZone())) + "  " + line);
    out.flush();
  }
}
