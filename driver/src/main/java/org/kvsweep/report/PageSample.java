package org.kvsweep.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.kvsweep.report.ComparisonTable.Ended;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.trial.TrialId;

/**
 * The part of a large sweep that a page carries: a browser shows some thousand rows and charts of
 * them, and holds no million. Cells and trials are drawn at random, so that charts of them look as
 * those of all would; the same results give the same page.
 */
public final class PageSample {
  /** The most cells: two kilobytes each, and a curve for each side and metric. */
  private static final int MOST_CELLS = 2_000;

  /** The most trials: three quarters of a kilobyte each. */
  private static final int MOST_TRIALS = 10_000;

  /** The most trials with a cause why they did not complete. */
  private static final int MOST_EXCEPTIONS = 2_000;

  private PageSample() {}

  /** The analysis as a page carries it: with all results, and rows for some of the cells. */
  public static SweepAnalysis of(SweepAnalysis analysis) {
    return new SweepAnalysis(
        analysis.all(),
        withFewExceptions(withBestRanks(analysis.table())),
        withFewRows(analysis.byCell()),
        analysis.tasks().stream().map(PageSample::withFewPoints).toList());
  }

  /** The trials that a page lists, of those that have ended. */
  static Set<TrialId> trials(SweepAnalysis analysis) {
    Set<TrialId> listed = new HashSet<>();
    analysis.table().exceptions().forEach(ended -> listed.add(ended.id()));
    Set<TrialId> ended = analysis.results().ended().keySet();
    if (ended.size() <= MOST_TRIALS) {
      return ended;
    }
    // Ids are hashes: the first of them are as good as drawn, and stay so as more trials end.
    ended.stream()
        .filter(id -> !listed.contains(id))
        .sorted()
        .limit(MOST_TRIALS - (long) listed.size())
        .forEach(listed::add);
    return listed;
  }

  private static ComparisonTable withFewRows(ComparisonTable byCell) {
    return with(byCell, some(byCell.rows(), MOST_CELLS), byCell.exceptions());
  }

  private static ComparisonTable withFewExceptions(ComparisonTable table) {
    List<Ended> exceptions = table.exceptions();
    if (exceptions.size() <= MOST_EXCEPTIONS) {
      return table;
    }
    Set<TrialId> kept =
        exceptions.stream()
            .map(Ended::id)
            .sorted()
            .limit(MOST_EXCEPTIONS)
            .collect(Collectors.toSet());
    return with(
        table,
        table.rows(),
        exceptions.stream().filter(ended -> kept.contains(ended.id())).toList());
  }

  /** The table where a row ranks no more cells than a page has. */
  private static ComparisonTable withBestRanks(ComparisonTable table) {
    List<Row> rows =
        table.rows().stream()
            .map(
                row ->
                    new Row(
                        row.task(),
                        row.values(),
                        row.metric(),
                        row.cells(),
                        row.results(),
                        row.differences(),
                        row.ranking().subList(0, Math.min(MOST_CELLS, row.ranking().size()))))
            .toList();
    return with(table, rows, table.exceptions());
  }

  private static ComparisonTable with(
      ComparisonTable table, List<Row> rows, List<Ended> exceptions) {
    return new ComparisonTable(
        table.sweep(),
        table.key(),
        table.sides(),
        table.ownSettings(),
        rows,
        table.outcomes(),
        exceptions,
        table.leftOut(),
        table.kernels(),
        table.setAside());
  }

  /** The task with as many points, those on a front among them. */
  private static TaskAnalysis withFewPoints(TaskAnalysis task) {
    List<TaskAnalysis.CostPoint> fronts = new ArrayList<>();
    List<TaskAnalysis.CostPoint> others = new ArrayList<>();
    task.points().forEach(point -> (point.fronts().isEmpty() ? others : fronts).add(point));
    if (fronts.size() + others.size() <= MOST_CELLS) {
      return task;
    }
    List<TaskAnalysis.CostPoint> kept = new ArrayList<>(some(fronts, MOST_CELLS));
    kept.addAll(some(others, MOST_CELLS - kept.size()));
    return new TaskAnalysis(task.task(), task.metric(), task.shares(), kept);
  }

  /** Returns at most so many of these, drawn at random, in their order. */
  private static <T> List<T> some(List<T> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    List<Integer> drawn = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      drawn.add(i);
    }
    Collections.shuffle(drawn, new Random(0));
    return drawn.stream().limit(most).sorted(Comparator.naturalOrder()).map(all::get).toList();
  }
}
