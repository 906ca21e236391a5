package org.kvsweep.cli;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/** A trial to choose, as the end of a message names it. */
record TrialChoice(TrialId id, String label) {
  /** The most trials that a message names. */
  private static final int SHOWN = 12;

  /** A trial that has ended, with its last measurement. */
  static TrialChoice of(TrialRecord trial, Function<TrialSpec, String> labels) {
    return new TrialChoice(
        trial.id(), labels.apply(trial.spec()) + TrialText.metric(trial.outcome().run()));
  }

  /** A line for each, after the end of another line. */
  static <T> String lines(List<T> trials, Function<T, TrialChoice> choice) {
    String shown =
        trials.stream()
            .limit(SHOWN)
            .map(choice)
            .map(trial -> "%n  %s  %s".formatted(trial.id(), PlainText.oneLine(trial.label())))
            .collect(Collectors.joining());
    int more = trials.size() - SHOWN;
    return more > 0 ? shown + "%n  and %d more".formatted(more) : shown;
  }
}
