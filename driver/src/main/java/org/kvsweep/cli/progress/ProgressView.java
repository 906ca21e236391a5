package org.kvsweep.cli.progress;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.cli.text.TrialText;

/** The progress of a sweep as a few lines of text that fit the terminal. */
final class ProgressView {
  private static final int BAR = 24;
  private static final int SMALL_BAR = 10;

  private final TrialText text;

  ProgressView(TrialText text) {
    this.text = text;
  }

  /**
   * A line about the sweep and one for each running trial.
   *
   * @param width that no line exceeds, in characters
   * @param height that the lines together don't exceed
   */
  List<String> lines(SweepState state, Instant now, int width, int height) {
    List<String> lines = new ArrayList<>();
    lines.add(sweep(state, now));
    List<SweepState.Running> running = state.running();
    int room = Math.max(0, height - 1);
    int shown = running.size() <= room ? running.size() : Math.max(0, room - 1);
    int labelWidth =
        running.stream()
            .limit(shown)
            .mapToInt(trial -> text.label(trial.trial()).length())
            .max()
            .orElse(0);
    running.stream().limit(shown).forEach(trial -> lines.add(trial(trial, labelWidth)));
    if (shown < running.size() && lines.size() < height) {
      lines.add("  ... and %d more".formatted(running.size() - shown));
    }
    return lines.stream().map(line -> StringUtils.abbreviate(line, Math.max(4, width))).toList();
  }

  private static String sweep(SweepState state, Instant now) {
    if (state.trials() == 0) {
      return "Starting Spark, " + ReadableNumbers.duration(state.elapsed(now));
    }
    StringBuilder line = new StringBuilder();
    line.append(bar(state.done(), state.trials(), BAR));
    line.append(" %d/%d trials done, ".formatted(state.done(), state.trials()));
    line.append(state.counts()).append(", ").append(ReadableNumbers.duration(state.elapsed(now)));
    state
        .left(now)
        .ifPresent(left -> line.append(", about " + ReadableNumbers.duration(left) + " left"));
    return line.toString();
  }

  private String trial(SweepState.Running running, int labelWidth) {
    String label = StringUtils.rightPad(text.label(running.trial()), labelWidth);
    return running
        .progress()
        .map(
            progress ->
                "  %s %s  %s"
                    .formatted(
                        bar(progress.step(), progress.steps(), SMALL_BAR),
                        label,
                        text.progress(progress)))
        .orElse("  %s %s  starting".formatted(bar(0, 1, SMALL_BAR), label));
  }

  /** Plain characters, which every terminal has. */
  private static String bar(long done, long all, int width) {
    int full = all <= 0 ? 0 : (int) Math.min(width, width * done / all);
    return "[" + "=".repeat(full) + " ".repeat(width - full) + "]";
  }
}
