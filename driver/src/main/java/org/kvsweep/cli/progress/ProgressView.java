package org.kvsweep.cli.progress;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.lang3.StringUtils;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.trial.TrialProgress;

/**
 * The progress of a sweep as a few lines of text that fit the terminal: how far it is first, what
 * it is last. Where a line is too long, what matters least is left out of all.
 */
final class ProgressView {
  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle GOOD = PLAIN.foreground(AttributedStyle.GREEN);
  static final AttributedStyle BAD = PLAIN.foreground(AttributedStyle.RED);

  private final TrialText text;

  ProgressView(TrialText text) {
    this.text = text;
  }

  /** What the line of the sweep holds, the most first. */
  private enum SweepDetail {
    ALL(24, true, true),
    SHORT_BAR(10, true, true),
    NO_TIME(10, true, false),
    NO_COUNTS(10, false, false),
    NO_BAR(0, false, false);

    private final int bar;
    private final boolean counts;
    private final boolean time;

    SweepDetail(int bar, boolean counts, boolean time) {
      this.bar = bar;
      this.counts = counts;
      this.time = time;
    }
  }

  /** What the lines of running trials hold, the most first. */
  private enum TrialDetail {
    ALL(10, true, true),
    NO_SPEED(10, true, false),
    NO_EPOCH(10, false, false),
    NO_BAR(0, false, false);

    private final int bar;
    private final boolean epoch;
    private final boolean speed;

    TrialDetail(int bar, boolean epoch, boolean speed) {
      this.bar = bar;
      this.epoch = epoch;
      this.speed = speed;
    }
  }

  /**
   * A line about the sweep and one for each running trial.
   *
   * @param width that no line exceeds, in characters
   * @param height that the lines together don't exceed
   */
  List<AttributedString> lines(SweepState state, Instant now, int width, int height) {
    List<AttributedString> lines = new ArrayList<>();
    lines.addAll(
        fitting(SweepDetail.values(), detail -> List.of(sweep(state, now, detail)), width));
    List<SweepState.Running> running = state.running();
    int room = Math.max(0, height - 1);
    int shown = running.size() <= room ? running.size() : Math.max(0, room - 1);
    List<SweepState.Running> seen = running.subList(0, shown);
    lines.addAll(fitting(TrialDetail.values(), detail -> trials(seen, detail), width));
    if (shown < running.size() && lines.size() < height) {
      lines.add(
          new AttributedString("  ... and %d more".formatted(running.size() - shown))
              .columnSubSequence(0, width));
    }
    return lines;
  }

  /** Returns the lines with as many details as there is room for, cut where that is not enough. */
  private static <D> List<AttributedString> fitting(
      D[] details, Function<D, List<AttributedString>> lines, int width) {
    return Arrays.stream(details)
        .map(lines)
        .filter(some -> some.stream().allMatch(line -> line.columnLength() <= width))
        .findFirst()
        .orElseGet(
            () ->
                lines.apply(details[details.length - 1]).stream()
                    .map(line -> cut(line, width))
                    .toList());
  }

  private static AttributedString cut(AttributedString line, int width) {
    String end = "...";
    return line.columnLength() <= width || width <= end.length()
        ? line.columnSubSequence(0, width)
        : new AttributedStringBuilder()
            .append(line.columnSubSequence(0, width - end.length()))
            .append(end)
            .toAttributedString();
  }

  private static AttributedString sweep(SweepState state, Instant now, SweepDetail detail) {
    String elapsed = ReadableNumbers.duration(state.elapsed(now));
    if (state.trials() == 0) {
      return new AttributedString("Starting Spark, " + elapsed);
    }
    AttributedStringBuilder line = new AttributedStringBuilder();
    bar(line, state.done(), state.trials(), detail.bar);
    line.append("%d/%d trials done".formatted(state.done(), state.trials()));
    String troubles = state.troubles();
    if (!troubles.isEmpty()) {
      line.append(", ").append(troubles, BAD);
    }
    line.append(detail.counts ? ", " + state.counts() : "");
    line.append(detail.time ? ", " + elapsed : "");
    state.left(now).ifPresent(left -> line.append(", " + ReadableNumbers.about(left) + " left"));
    return line.toAttributedString();
  }

  private List<AttributedString> trials(List<SweepState.Running> running, TrialDetail detail) {
    List<Row> rows = running.stream().map(one -> row(one, detail)).toList();
    int progress = rows.stream().mapToInt(row -> row.progress().length()).max().orElse(0);
    int label = rows.stream().mapToInt(row -> row.label().length()).max().orElse(0);
    List<AttributedString> lines = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      AttributedStringBuilder line = new AttributedStringBuilder().append("  ");
      TrialProgress at = running.get(i).progress().orElse(NOT_BEGUN);
      bar(line, at.step(), at.steps(), detail.bar);
      line.append(StringUtils.rightPad(row.progress(), progress)).append("  ");
      line.append(
          row.rest().isEmpty()
              ? row.label()
              : StringUtils.rightPad(row.label(), label) + "  " + row.rest());
      lines.add(line.toAttributedString());
    }
    return lines;
  }

  private static final TrialProgress NOT_BEGUN = new TrialProgress(1, 1, 0, 0, Double.NaN, 0);

  /** The texts of a running trial: how far it is, which it is, and what else there is to say. */
  private record Row(String progress, String label, String rest) {}

  private Row row(SweepState.Running running, TrialDetail detail) {
    String label = text.shortLabel(running.trial());
    if (running.progress().isEmpty()) {
      return new Row("starting", label, "");
    }
    TrialProgress progress = running.progress().get();
    List<String> rest = new ArrayList<>();
    if (detail.epoch && progress.steps() > 0) {
      rest.add(TrialText.epoch(progress));
    }
    if (detail.speed) {
      TrialText.speed(progress).ifPresent(rest::add);
    }
    return new Row(TrialText.progressAndLoss(progress), label, String.join(", ", rest));
  }

  /** Adds a bar in plain characters, which every terminal has, and a space. */
  private static void bar(AttributedStringBuilder line, long done, long all, int width) {
    if (width > 0) {
      int full = all <= 0 ? 0 : (int) Math.min(width, width * done / all);
      line.append("[").append("=".repeat(full), GOOD).append(" ".repeat(width - full) + "] ");
    }
  }
}
