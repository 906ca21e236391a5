package org.kvsweep.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.ComparisonTable.SideResult;
import org.kvsweep.report.statistics.Summary;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * The best settings of one side in one task: the cell with the best mean over its seeds. Cells that
 * have lost seeds, because they failed or diverged, come after all others, and of the others those
 * with fewer stopped seeds come first. The best of many means is too good by chance, so {@code
 * cells} belongs to the answer. What varies in the settings of a task makes tasks of their own, as
 * it does in tuning: the best of all would be that of the easiest.
 *
 * @param task in words, such as {@code reverse length=16}
 * @param taskValues what tells the task from others of its name, by path such as {@code
 *     task.length}; without the compared key and what follows it
 * @param side in the comparison; {@link SweepResults#ALL} where nothing is compared
 * @param title the side in words, such as {@code heads 4}; empty where nothing is compared
 * @param metric that decides, in its own direction
 * @param values the settings that differ between the cells of the task, and those that follow the
 *     compared key, by path; without those of {@code taskValues}
 * @param trials the metric over the completed seeds of the cell
 * @param seeds of the cell in the sweep, completed or not
 * @param cells with a result among which this one is the best
 * @param passedOver those of them with a better mean that have lost seeds
 * @param stoppedMore the others with a better mean, of which more seeds were stopped
 * @param completed the completed trials of the cell, by seed; at least one
 */
public record BestSettings(
    String task,
    Map<String, String> taskValues,
    String side,
    String title,
    Metric metric,
    Map<String, String> values,
    Summary trials,
    int seeds,
    int cells,
    int passedOver,
    int stoppedMore,
    List<TrialRecord> completed) {

  public BestSettings {
    taskValues = Collections.unmodifiableMap(new LinkedHashMap<>(taskValues));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    completed = List.copyOf(completed);
    if (completed.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot name the best settings: expected a completed trial, got none");
    }
  }

  /** The best settings of each task and side with a completed trial, in the order of the table. */
  public static List<BestSettings> of(SweepAnalysis analysis) {
    return of(analysis.results(), analysis.byCell());
  }

  /**
   * The best settings, from the table of cells.
   *
   * @param byCell the comparison of these results with a row for each cell
   */
  public static List<BestSettings> of(SweepResults results, ComparisonTable byCell) {
    Map<Place, List<TrialId>> trials = byPlace(results);
    Map<Task, List<Row>> tasks = new LinkedHashMap<>();
    byCell
        .rows()
        .forEach(row -> tasks.computeIfAbsent(Task.of(row), task -> new ArrayList<>()).add(row));
    List<BestSettings> best = new ArrayList<>();
    for (List<Row> rows : tasks.values()) {
      Optional<Metric> metric = rows.stream().flatMap(row -> row.metric().stream()).findFirst();
      for (String side : byCell.sides()) {
        metric.flatMap(decides -> best(rows, side, decides, results, trials)).ifPresent(best::add);
      }
    }
    return best;
  }

  /** A task with those of its settings that vary, by path. */
  private record Task(String name, Map<String, String> values) {
    private static Task of(Row row) {
      Map<String, String> values = new LinkedHashMap<>(row.values());
      values.keySet().removeIf(path -> SettingPath.of(path).section() != Section.TASK);
      return new Task(row.task(), values);
    }
  }

  /** A cell of a side, by what a table of cells calls it. */
  private record Place(String task, Map<String, String> values, String side) {}

  private static Map<Place, List<TrialId>> byPlace(SweepResults results) {
    CellAxes axes = CellAxes.of(results);
    Map<Place, List<TrialId>> places = new LinkedHashMap<>();
    results
        .trials()
        .forEach(
            (id, spec) ->
                places
                    .computeIfAbsent(
                        new Place(spec.taskName(), axes.values(spec), results.side(spec)),
                        place -> new ArrayList<>())
                    .add(id));
    return places;
  }

  private static Optional<BestSettings> best(
      List<Row> rows,
      String side,
      Metric metric,
      SweepResults results,
      Map<Place, List<TrialId>> trials) {
    Function<Row, SideResult> result = row -> row.results().get(side);
    List<Row> measured =
        rows.stream()
            .filter(row -> row.metric().equals(Optional.of(metric)))
            .filter(row -> result.apply(row).trials().count() > 0)
            .toList();
    ToDoubleFunction<Row> mean = row -> result.apply(row).trials().mean();
    Comparator<Row> betterFirst = metric.betterFirst(mean);
    Predicate<Row> lost = row -> result.apply(row).lostTrials();
    return measured.stream()
        .min(metric.bestFirst(lost, row -> result.apply(row).outcomes().stopped(), mean))
        .map(
            row -> {
              List<TrialId> ids = trials.get(new Place(row.task(), row.values(), side));
              TrialSpec spec = results.trials().get(ids.get(0));
              Map<String, String> ofTask = Task.of(row).values();
              Map<Boolean, Long> better =
                  measured.stream()
                      .filter(one -> betterFirst.compare(one, row) < 0)
                      .collect(
                          Collectors.partitioningBy(
                              one -> lost.test(one) && !lost.test(row), Collectors.counting()));
              return new BestSettings(
                  TrialLabel.ofTask(spec, ofTask.keySet().stream().map(CellAxes::key).toList()),
                  ofTask,
                  side,
                  results.compared().isEmpty()
                      ? ""
                      : ComparisonTable.title(results.compared(), side),
                  metric,
                  values(row, spec, results),
                  result.apply(row).trials(),
                  ids.size(),
                  measured.size(),
                  better.get(true).intValue(),
                  better.get(false).intValue(),
                  completed(ids, metric, results));
            });
  }

  private static Map<String, String> values(Row row, TrialSpec spec, SweepResults results) {
    Map<String, String> values = new LinkedHashMap<>(row.values());
    values.keySet().removeAll(Task.of(row).values().keySet());
    results.compared().ifPresent(key -> values.putAll(CellAxes.only(spec, key.following())));
    return values;
  }

  private static List<TrialRecord> completed(
      List<TrialId> ids, Metric metric, SweepResults results) {
    return ids.stream()
        .flatMap(id -> results.record(id).stream())
        .filter(record -> record.outcome().completed())
        .filter(record -> metric.value(record.outcome().run()).isPresent())
        .sorted(Comparator.comparingLong(record -> record.spec().seed()))
        .toList();
  }

  /** All settings, with the smallest seed that has completed. */
  public TrialSpec spec() {
    return completed.get(0).spec();
  }

  /** Returns all of it as JSON, for pages. */
  public ObjectNode json() {
    return RowsJson.best(this);
  }

  /** The settings that differ, in words: {@code depth 2, learning-rate 0.003}; may be empty. */
  public String label() {
    return CellAxes.label(values);
  }
}
