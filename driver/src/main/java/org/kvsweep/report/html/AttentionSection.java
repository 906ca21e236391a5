package org.kvsweep.report.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.kvsweep.report.CellAxes;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.PageSeed;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialSpec;

/**
 * Attention maps side by side: of each cell one trial of each attention, of the same seed where
 * their models are kept, else of the seed whose model is. A page holds so much of them and not
 * more: of each task the best cell first, then the next best, and after one group of every cell
 * those of other seeds.
 */
final class AttentionSection {
  /** The most that maps take on one page, in characters. */
  private static final int MOST_CHARACTERS = 4_000_000;

  private static final int MOST_GROUPS = 60;

  private AttentionSection() {}

  /**
   * Trials to be shown side by side.
   *
   * @param row of their cell in the table of cells
   * @param round 0 for the first of its cell, 1 for the next
   */
  private record Group(int row, int round, Map<String, TrialId> trials) {}

  static void addTo(ObjectNode node, SweepAnalysis analysis, SavedMaps saved) throws IOException {
    SavedMaps.Models models = saved.models();
    models.addTo(node.putArray("kept"));
    ArrayNode groups = node.putArray("groups");
    List<Group> all = inOrder(groups(analysis, models), analysis);
    int read = 0;
    int characters = 0;
    while (read < Math.min(all.size(), MOST_GROUPS)) {
      ObjectNode made = group(all.get(read), analysis, models);
      characters += made.toString().length();
      if (characters > MOST_CHARACTERS) {
        break;
      }
      if (!made.get("trials").isEmpty()) {
        groups.add(made);
      }
      read++;
    }
    node.put("left", groups.isEmpty() ? 0 : all.size() - read);
  }

  private static ObjectNode group(Group group, SweepAnalysis analysis, SavedMaps.Models models) {
    ObjectNode node = TrialJson.object().put("row", group.row());
    ArrayNode trials = node.putArray("trials");
    group
        .trials()
        .forEach(
            (side, id) ->
                models
                    .maps(id)
                    .ifPresent(
                        maps -> {
                          ObjectNode trial = trials.addObject();
                          trial.put("id", id.value());
                          trial.put("side", side);
                          PageSeed.put(trial, analysis.results().ended().get(id).spec().seed());
                          trial.setAll(maps);
                        }));
    return node;
  }

  /** The completed trials with models, by cell, then in groups. */
  private static List<Group> groups(SweepAnalysis analysis, SavedMaps.Models models) {
    CellAxes axes = CellAxes.of(analysis.results());
    Map<List<Object>, Integer> rows = new LinkedHashMap<>();
    for (Row row : analysis.byCell().rows()) {
      rows.put(List.of(row.task(), row.values()), rows.size());
    }
    List<String> sides = analysis.table().sides();
    Map<Integer, Map<String, NavigableMap<Long, TrialId>>> byRow = new TreeMap<>();
    for (TrialId id : models.trials()) {
      TrialRecord record = analysis.results().ended().get(id);
      if (record != null && record.outcome().completed()) {
        TrialSpec spec = record.spec();
        Integer row = rows.get(List.of(spec.taskName(), axes.values(spec)));
        if (row != null) {
          byRow
              .computeIfAbsent(row, r -> new TreeMap<>(Comparator.comparing(sides::indexOf)))
              .computeIfAbsent(analysis.results().side(spec), side -> new TreeMap<>())
              .put(spec.seed(), id);
        }
      }
    }
    List<Group> groups = new ArrayList<>();
    byRow.forEach((row, kept) -> addGroups(groups, row, kept));
    return groups;
  }

  /** Orders seeds that all sides have first, then the rest, one of each side at a time. */
  private static void addGroups(
      List<Group> groups, int row, Map<String, NavigableMap<Long, TrialId>> kept) {
    List<Long> shared = new ArrayList<>(kept.values().iterator().next().keySet());
    kept.values().forEach(seeds -> shared.retainAll(seeds.keySet()));
    int round = 0;
    for (long seed : shared) {
      Map<String, TrialId> trials = new LinkedHashMap<>();
      kept.forEach((side, seeds) -> trials.put(side, seeds.remove(seed)));
      groups.add(new Group(row, round++, trials));
    }
    while (kept.values().stream().anyMatch(seeds -> !seeds.isEmpty())) {
      Map<String, TrialId> trials = new LinkedHashMap<>();
      kept.forEach(
          (side, seeds) ->
              Optional.ofNullable(seeds.pollFirstEntry())
                  .ifPresent(first -> trials.put(side, first.getValue())));
      groups.add(new Group(row, round++, trials));
    }
  }

  /**
   * Takes cells round by round, in each the best cell of every task, then the next best of every
   * task.
   */
  private static List<Group> inOrder(List<Group> groups, SweepAnalysis analysis) {
    List<Row> rows = analysis.byCell().rows();
    List<Group> byQuality = new ArrayList<>(groups);
    byQuality.sort(
        Comparator.comparingInt((Group group) -> -group.trials().size())
            .thenComparingDouble(group -> -goodness(rows.get(group.row())))
            .thenComparingInt(Group::row));
    Map<Group, Integer> places = new LinkedHashMap<>();
    Map<List<Object>, Integer> next = new LinkedHashMap<>();
    for (Group group : byQuality) {
      List<Object> of = List.of(group.round(), rows.get(group.row()).task());
      places.put(group, next.merge(of, 1, Integer::sum));
    }
    List<Group> ordered = new ArrayList<>(byQuality);
    ordered.sort(Comparator.comparingInt(Group::round).thenComparingInt(places::get));
    return ordered;
  }

  /** The best mean of the sides, the higher the better. */
  private static double goodness(Row row) {
    boolean lower = row.metric().map(metric -> metric.lowerIsBetter()).orElse(false);
    OptionalDouble best =
        row.results().values().stream()
            .mapToDouble(result -> result.trials().mean())
            .filter(Double::isFinite)
            .map(mean -> lower ? -mean : mean)
            .max();
    return best.orElse(Double.NEGATIVE_INFINITY);
  }
}
