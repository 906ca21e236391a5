package org.kvsweep.cli;

import java.util.List;
import java.util.Optional;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.report.ShellWords;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.ProgramName;
import org.kvsweep.trial.TrialOutcome;

/** Remembers which trial of a run failed first, and says so where failures have ended the run. */
final class FirstFailure implements SweepListener {
  private final TrialText text;
  private final String folder;
  private Optional<Failure> first = Optional.empty();

  private record Failure(PlannedTrial trial, TrialOutcome.Failed outcome) {}

  /**
   * Makes a listener that has heard of no failure.
   *
   * @param folder where the results are
   */
  FirstFailure(TrialText text, String folder) {
    this.text = text;
    this.folder = folder;
  }

  @Override
  public void trialEnded(PlannedTrial trial, TrialOutcome outcome) {
    if (first.isEmpty()) {
      first = outcome.failure().map(failed -> new Failure(trial, failed));
    }
  }

  /**
   * Returns what to say of a run that too many failures have ended: how many failed, which was the
   * first, where its stack trace is and how to go on. Empty if nothing is left to train.
   *
   * @param limit the number of failures that the run tolerated
   */
  List<String> lines(SweepSummary summary, int limit) {
    if (first.isEmpty() || summary.open() == 0) {
      return List.of();
    }
    PlannedTrial trial = first.get().trial();
    TrialOutcome.Failed failed = first.get().outcome();
    return List.of(
        "Ended early by %s %d: %s failed in this run, %,d of %s %s left to train."
            .formatted(
                FailureLimit.OPTION,
                limit,
                Count.of(summary.failed(), "trial"),
                summary.open(),
                Count.of(summary.trials(), "trial"),
                Count.word(summary.open(), "is", "are")),
        "The first to fail: %s (%s: %s)"
            .formatted(
                text.label(trial), failed.kind().label(), TrialText.oneLine(failed.message())),
        "Its message and stack trace: %s log %s"
            .formatted(
                ProgramName.ofThisProcess(),
                PlainText.oneLine(ShellWords.quoted(folder + "/" + trial.id().value()))),
        "Once the cause is mended, run the same command again: it trains what is missing, and"
            + " counts failures anew.");
  }
}
