package org.kvsweep.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kvsweep.report.TuningResults.Chosen;
import org.kvsweep.report.TuningResults.Point;
import org.kvsweep.report.TuningResults.Side;
import org.kvsweep.settings.Count;
import org.kvsweep.trial.PlainText;

/** What tuning chose, what it promised and what confirmation gave, as text for a terminal. */
public final class TuningText {
  private final TuningResults tuning;
  private final TextStyle style;
  private final CellText text;

  private TuningText(TuningResults tuning, TextStyle style) {
    this.tuning = tuning;
    this.style = style;
    this.text =
        new CellText(
            style.signs() == TextStyle.Signs.UNICODE ? Symbols.UNICODE : Symbols.ASCII,
            CellText.Digits.FULL);
  }

  /**
   * Returns the lines below a comparison, after an empty one: for each task a heading and its
   * sides, then how much tuning it took. None if the sweep does not choose settings.
   */
  public static List<String> lines(SweepResults results, TextStyle style) {
    return results
        .tuning()
        .filter(tuning -> !tuning.sides().isEmpty())
        .map(tuning -> lines(tuning, style))
        .orElse(List.of());
  }

  private static List<String> lines(TuningResults tuning, TextStyle style) {
    TuningText text = new TuningText(tuning, style);
    List<String> lines = new ArrayList<>(List.of(""));
    byTask(tuning).forEach((task, sides) -> text.add(lines, task, sides));
    lines.addAll(budget(tuning));
    return lines;
  }

  /**
   * Returns whether the winner depends on how much was tuned, in a line; none where it can't be
   * told.
   */
  public static List<String> budget(TuningResults tuning) {
    List<String> tasks = new ArrayList<>();
    byTask(tuning).forEach((task, sides) -> tasks.addAll(winners(tuning, task, sides)));
    return tasks.isEmpty()
        ? List.of()
        : List.of(
            PlainText.oneLine(
                "Best by %s with so many samples: %s."
                    .formatted(tuning.objective().metric(), String.join("; ", tasks))));
  }

  private static Map<String, List<Side>> byTask(TuningResults tuning) {
    return tuning.sides().stream()
        .collect(Collectors.groupingBy(Side::task, LinkedHashMap::new, Collectors.toList()));
  }

  /** {@code in reverse kv up to 3, qkv from 4 to 30}. */
  private static List<String> winners(TuningResults tuning, String task, List<Side> sides) {
    int most = sides.stream().mapToInt(side -> side.curve().size()).min().orElse(0);
    if (sides.size() < 2 || most == 0) {
      return List.of();
    }
    List<String> spans = new ArrayList<>();
    int from = 1;
    String winner = winner(tuning, sides, 1);
    for (int samples = 2; samples <= most + 1; samples++) {
      String next = samples > most ? "" : winner(tuning, sides, samples);
      if (!next.equals(winner)) {
        int to = samples - 1;
        spans.add(
            winner
                + (from == to ? " with %d".formatted(from) : " from %d to %d".formatted(from, to)));
        from = samples;
        winner = next;
      }
    }
    return List.of("in %s %s".formatted(task, String.join(", then ", spans)));
  }

  private static String winner(TuningResults tuning, List<Side> sides, int samples) {
    double sign = tuning.objective().lowerIsBetter() ? 1 : -1;
    String winner = "";
    double least = Double.POSITIVE_INFINITY;
    for (Side side : sides) {
      Point point = side.curve().get(samples - 1);
      if (sign * point.best() < least) {
        least = sign * point.best();
        winner = side.side();
      }
    }
    return winner.isEmpty() ? "none" : winner;
  }

  private void add(List<String> lines, String task, List<Side> sides) {
    lines.add(
        PlainText.oneLine(
            "Chosen in %s by %s%s:"
                .formatted(
                    task,
                    tuning.objective().metric(),
                    tuning.seeds() == 0
                        ? ""
                        : ", then confirmed with " + Count.of(tuning.seeds(), "fresh seed"))));
    int label = sides.stream().mapToInt(side -> side.side().length()).max().orElse(0);
    int numbers = sides.stream().mapToInt(side -> numbers(side).length()).max().orElse(0);
    SideLines columns = new SideLines(label, numbers, style.width());
    for (Side side : sides) {
      String settings = side.chosen().map(chosen -> CellAxes.label(chosen.settings())).orElse("");
      lines.addAll(columns.of(side.side(), numbers(side), settings));
    }
  }

  /** {@code validation-loss 0.0092 promised, 0.0131 (0.0100 to 0.0162) with fresh seeds}. */
  private String numbers(Side side) {
    if (side.chosen().isEmpty()) {
      return side.ended() == 0 ? "nothing yet" : "no sample completed";
    }
    Chosen chosen = side.chosen().get();
    // The table above is of another metric, so each line names its own.
    String promised =
        "%s %s promised".formatted(tuning.objective().metric(), text.number(chosen.promised()));
    if (chosen.confirmed().count() == 0) {
      return promised + (tuning.seeds() == 0 ? "" : ", not confirmed yet");
    }
    String interval =
        chosen.confirmed().interval().map(one -> " (" + text.interval(one) + ")").orElse("");
    return "%s, %s%s with fresh seeds"
        .formatted(promised, text.number(chosen.confirmed().mean()), interval);
  }
}
