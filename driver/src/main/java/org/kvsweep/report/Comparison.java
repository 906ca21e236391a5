package org.kvsweep.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.Ended;
import org.kvsweep.report.ComparisonTable.RankedCell;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** Makes a comparison table: groups trials into rows and compares within each. */
final class Comparison {
  private final SweepResults all;
  private final SweepResults results;
  private final TableOptions options;
  private final CellAxes axes;
  private final List<String> sides;

  Comparison(SweepResults results, TableOptions options) {
    this.all = results;
    this.results = results.confirmed();
    this.options = options;
    this.axes = CellAxes.of(this.results);
    this.sides = sides();
  }

  ComparisonTable table() {
    List<Draft> drafts = new ArrayList<>();
    rowGroups().forEach((key, trials) -> drafts.add(draft(key, trials)));
    double level = ComparisonTable.SIGNIFICANCE / Math.max(1, comparisons(drafts));
    return new ComparisonTable(
        results.name(),
        results.compared(),
        sides,
        ownSettings(),
        CorrectedRows.of(drafts.stream().map(draft -> row(draft, level)).toList()),
        all.outcomes(),
        exceptions(),
        results.leftOut(),
        MixedKernels.of(results.ended().values()),
        all.setAside().size());
  }

  /** The sides that have trials, the baseline first. */
  private List<String> sides() {
    Set<String> present =
        results.trials().values().stream()
            .map(results::side)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return results
        .compared()
        .map(key -> key.baselineFirst().stream().filter(present::contains).toList())
        .orElse(List.of(SweepResults.ALL));
  }

  /** What each side has for itself, in words; of a side that differs in it there is no word. */
  private Map<String, String> ownSettings() {
    Map<String, String> own = new LinkedHashMap<>();
    Set<SettingPath> paths = results.compared().map(ComparedKey::following).orElse(Set.of());
    for (String side : paths.isEmpty() ? List.<String>of() : sides) {
      List<Map<String, String>> settings =
          results.trials().values().stream()
              .filter(spec -> results.side(spec).equals(side))
              .map(spec -> CellAxes.only(spec, paths))
              .distinct()
              .toList();
      if (settings.size() == 1 && !settings.get(0).isEmpty()) {
        own.put(side, CellAxes.label(settings.get(0)));
      }
    }
    return own;
  }

  private record RowKey(String task, Map<String, String> values) {}

  private Map<RowKey, Map<TrialId, TrialSpec>> rowGroups() {
    Map<RowKey, Map<TrialId, TrialSpec>> groups = new LinkedHashMap<>();
    results
        .trials()
        .forEach(
            (id, spec) -> {
              Map<String, String> values =
                  options
                      .rows()
                      .map(paths -> axes.values(spec, paths))
                      .orElseGet(() -> axes.values(spec));
              groups
                  .computeIfAbsent(
                      new RowKey(spec.taskName(), values), key -> new LinkedHashMap<>())
                  .put(id, spec);
            });
    return groups;
  }

  private record Draft(RowKey key, Optional<Metric> metric, RowTrials trials) {}

  private Draft draft(RowKey key, Map<TrialId, TrialSpec> trials) {
    Optional<Metric> metric = options.metric().or(() -> preferred(trials.keySet()));
    return new Draft(key, metric, new RowTrials(trials, results, metric, axes));
  }

  /** Returns the number of p values that there will be. */
  private long comparisons(List<Draft> drafts) {
    return drafts.stream()
        .flatMap(draft -> compared().isEmpty() ? ranked(draft) : compared(draft))
        .filter(RowTrials.Pairs::replicated)
        .count();
  }

  private Stream<RowTrials.Pairs> compared(Draft draft) {
    return compared().stream().map(side -> draft.trials().pairs(side, baseline()));
  }

  private Stream<RowTrials.Pairs> ranked(Draft draft) {
    List<TrialSpec> cells = ranking(draft);
    return cells.stream().skip(1).map(cell -> draft.trials().pairs(cell, cells.get(0)));
  }

  /** The cells of a row, the best first; none where sides are compared. */
  private List<TrialSpec> ranking(Draft draft) {
    return results.compared().isPresent() ? List.of() : draft.trials().cellsBestFirst();
  }

  private String baseline() {
    return results.compared().map(ComparedKey::baseline).orElse(SweepResults.ALL);
  }

  /** The sides to compare with the baseline; none if the baseline has no trials. */
  private List<String> compared() {
    return sides.contains(baseline())
        ? sides.stream().filter(side -> !side.equals(baseline())).toList()
        : List.of();
  }

  /** The row, its p values not yet corrected. */
  private Row row(Draft draft, double level) {
    Map<String, ComparisonTable.SideResult> bySide = new LinkedHashMap<>();
    sides.forEach(side -> bySide.put(side, draft.trials().result(side)));
    Map<String, Difference> differences = new LinkedHashMap<>();
    for (String side : compared()) {
      differences.put(side, raw(draft.trials().pairs(side, baseline()), level));
    }
    List<TrialSpec> cells = ranking(draft);
    List<RankedCell> ranking =
        IntStream.range(0, cells.size())
            .mapToObj(
                place ->
                    new RankedCell(
                        axes.values(cells.get(place)),
                        draft.trials().result(cells.get(place)),
                        place == 0
                            ? Optional.empty()
                            : Optional.of(
                                raw(draft.trials().pairs(cells.get(place), cells.get(0)), level))))
            .toList();
    return new Row(
        draft.key().task(),
        draft.key().values(),
        draft.metric(),
        draft.trials().cells(),
        bySide,
        differences,
        ranking);
  }

  private static Difference raw(RowTrials.Pairs pairs, double level) {
    return new Difference(
        pairs.compared(level),
        pairs.unpaired(),
        Double.NaN,
        Conclusion.UNDECIDED,
        OptionalInt.empty());
  }

  private Optional<Metric> preferred(Set<TrialId> trials) {
    Set<String> carried = new TreeSet<>();
    for (TrialId id : trials) {
      results.record(id).map(TrialRecord::outcome).stream()
          .filter(TrialOutcome::completed)
          .flatMap(outcome -> outcome.run().metrics().stream())
          .forEach(point -> carried.addAll(point.values().keySet()));
    }
    return Metric.preferredOf(carried);
  }

  private List<Ended> exceptions() {
    List<Ended> exceptions = new ArrayList<>();
    all.trials()
        .forEach(
            (id, spec) ->
                all.record(id)
                    .flatMap(TrialRecord::cause)
                    .ifPresent(
                        cause ->
                            exceptions.add(
                                new Ended(
                                    id,
                                    spec.taskName(),
                                    axes.values(spec),
                                    results
                                        .compared()
                                        .map(
                                            key ->
                                                ComparisonTable.title(
                                                    results.compared(), key.side(spec)))
                                        .orElse(""),
                                    spec.seed(),
                                    all.record(id).orElseThrow().outcome().status().label(),
                                    cause))));
    return exceptions;
  }
}
