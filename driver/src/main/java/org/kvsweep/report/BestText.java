package org.kvsweep.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kvsweep.settings.Count;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.ProgramName;

/** The best settings of each side as lines for a terminal. */
public final class BestText {
  /** The most tasks below a comparison: a screen or two. */
  private static final int MOST_TASKS = 24;

  private final TextStyle style;
  private final CellText text;

  private BestText(TextStyle style) {
    this.style = style;
    this.text =
        new CellText(
            style.signs() == TextStyle.Signs.UNICODE ? Symbols.UNICODE : Symbols.ASCII,
            CellText.Digits.FULL);
  }

  /**
   * Returns the lines below a comparison, after an empty one, of the first tasks; none if no side
   * had settings to choose from, since the comparison says it all then.
   */
  public static List<String> chosen(List<BestSettings> best, TextStyle style) {
    List<String> lines = new ArrayList<>();
    if (best.stream().anyMatch(one -> one.cells() > 1 && !one.title().isEmpty())) {
      List<String> tasks = best.stream().map(BestSettings::task).distinct().toList();
      List<String> first = tasks.subList(0, Math.min(MOST_TASKS, tasks.size()));
      lines.add("");
      lines.addAll(lines(best.stream().filter(one -> first.contains(one.task())).toList(), style));
      if (first.size() < tasks.size()) {
        lines.add(
            "%s best names those of %s more."
                .formatted(
                    ProgramName.ofThisProcess(), Count.of(tasks.size() - first.size(), "task")));
      }
    }
    return lines;
  }

  /** Returns the lines: for each task a heading, then its sides, the best of them first. */
  public static List<String> lines(List<BestSettings> best, TextStyle style) {
    Map<String, List<BestSettings>> tasks = new LinkedHashMap<>();
    best.forEach(one -> tasks.computeIfAbsent(one.task(), task -> new ArrayList<>()).add(one));
    BestText text = new BestText(style);
    List<String> lines = new ArrayList<>();
    tasks.forEach((task, sides) -> text.add(lines, task, sides));
    return lines;
  }

  /** Returns the best side of each task in a line: {@code reverse qkv 0.9987, swap kv 0.7}. */
  public static String winners(List<BestSettings> best) {
    BestText text = new BestText(TextStyle.plain(1, StandardCharsets.US_ASCII));
    Map<String, BestSettings> winners = new LinkedHashMap<>();
    for (BestSettings one : best) {
      winners.merge(one.task(), one, (a, b) -> byMean(a.metric()).compare(a, b) <= 0 ? a : b);
    }
    return PlainText.oneLine(
        winners.values().stream()
            .map(
                one ->
                    Stream.of(one.task(), one.title(), text.text.number(one.trials().mean()))
                        .filter(word -> !word.isEmpty())
                        .collect(Collectors.joining(" ")))
            .collect(Collectors.joining(", ")));
  }

  private static Comparator<BestSettings> byMean(Metric metric) {
    Comparator<BestSettings> byMean = Comparator.comparingDouble(one -> one.trials().mean());
    return metric.lowerIsBetter() ? byMean : byMean.reversed();
  }

  private void add(List<String> lines, String task, List<BestSettings> sides) {
    Metric metric = sides.get(0).metric();
    List<BestSettings> ordered = sides.stream().sorted(byMean(metric)).toList();
    lines.add(PlainText.oneLine("Best in %s by %s:".formatted(task, metric.name())));
    int label = widest(ordered.stream().map(BestSettings::title).toList());
    int numbers = widest(ordered.stream().map(this::numbers).toList());
    SideLines columns = new SideLines(label, numbers, style.width());
    ordered.forEach(one -> lines.addAll(columns.of(one.title(), numbers(one), settings(one))));
  }

  private static int widest(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }

  /** {@code 0.9844 (0.9433 to 1.0255, 3 seeds)}. */
  private String numbers(BestSettings one) {
    String seeds = Count.of(one.completed().size(), "seed");
    String of = one.completed().size() < one.seeds() ? " of " + one.seeds() : "";
    return "%s (%s%s%s)"
        .formatted(
            text.number(one.trials().mean()),
            one.trials().interval().map(interval -> text.interval(interval) + ", ").orElse(""),
            seeds,
            of);
  }

  private static String settings(BestSettings one) {
    String cells =
        one.cells() > 1
            ? "best of "
                + Count.of(one.cells(), "cell")
                + passedOver("seeds failed or diverged", one.passedOver())
                + passedOver("more seeds were stopped", one.stoppedMore())
            : "";
    return one.label().isEmpty() || cells.isEmpty()
        ? one.label() + cells
        : one.label() + " (" + cells + ")";
  }

  private static String passedOver(String why, int cells) {
    return cells == 0 ? "" : "; %s in %d with a better mean".formatted(why, cells);
  }
}
