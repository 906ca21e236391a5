package org.kvsweep.results;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.Objective;
import org.kvsweep.task.MetricNames;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/**
 * The models of trials in a results folder. A model is written before its trial is recorded and
 * counts once that is: a driver that dies in between leaves a file that nobody is shown, and the
 * trial, trained again, puts the same model in its place or, where another is better by then, takes
 * it away. Those it supersedes go after that; those that a driver that died left, when the next
 * begins.
 */
final class ModelFiles {
  /** The better first; of equals the one with the lower seed, whichever ended first. */
  private static final Comparator<TrialRecord> BETTER =
      Comparator.<TrialRecord>comparingDouble(record -> goodness(record.outcome().run()))
          .reversed()
          .thenComparing(record -> record.spec().seed());

  private final FolderFiles files;
  private final Map<TrialSpec, Map<TrialId, TrialRecord>> kept = new HashMap<>();
  private final Set<TrialId> leftovers = new HashSet<>();

  /** The models of these trials, and of those to come. */
  ModelFiles(FolderFiles files, Map<TrialId, TrialRecord> recorded) throws IOException {
    this.files = files;
    for (TrialId id : sizes(files).keySet()) {
      TrialRecord record = recorded.get(id);
      if (record == null || !record.outcome().completed()) {
        leftovers.add(id);
      } else {
        inCell(record).put(id, record);
      }
    }
  }

  /**
   * Deletes what a driver that died did not get to: in these cells all models but the best.
   *
   * @param cells specs of trials, of any seed
   */
  void keepBest(Collection<TrialSpec> cells) throws IOException {
    Set<TrialSpec> distinct = new HashSet<>();
    cells.forEach(spec -> distinct.add(cell(spec)));
    for (TrialSpec cell : distinct) {
      List<TrialRecord> records =
          kept.getOrDefault(cell, Map.of()).values().stream().sorted(BETTER).skip(1).toList();
      for (TrialRecord superseded : records) {
        files.delete(ResultsLayout.model(superseded.id()));
        kept.get(cell).remove(superseded.id());
      }
    }
  }

  /** The sizes of the model files of a folder, whether their trials are recorded or not. */
  static SortedMap<TrialId, Long> sizes(FolderFiles files) throws IOException {
    SortedMap<TrialId, Long> sizes = new TreeMap<>();
    files
        .sizes(ResultsLayout.MODELS)
        .forEach(
            (name, bytes) -> ResultsLayout.modelOf(name).ifPresent(id -> sizes.put(id, bytes)));
    return sizes;
  }

  /** Returns whether the model has to be kept beside those that are there. */
  boolean wants(TrialRecord record, Keep keep) {
    return switch (keep) {
      case NONE -> false;
      case ALL -> true;
      case BEST ->
          inCell(record).values().stream().allMatch(other -> BETTER.compare(record, other) < 0);
    };
  }

  /** Leaves the models of these trials out of all further comparisons. */
  void forget(Collection<TrialRecord> records) {
    records.forEach(record -> inCell(record).remove(record.id()));
  }

  void write(TrialRecord record, TrainedModel model) throws IOException {
    files.replace(ResultsLayout.model(record.id()), model.zip());
  }

  /**
   * The trial is about to be recorded without a model: one of an earlier driver is not to count.
   */
  void unwanted(TrialRecord record) throws IOException {
    if (leftovers.contains(record.id())) {
      files.delete(ResultsLayout.model(record.id()));
      leftovers.remove(record.id());
    }
  }

  /** The trial of a model that was written stands in the results now. */
  void recorded(TrialRecord record, Keep keep) throws IOException {
    Map<TrialId, TrialRecord> cell = inCell(record);
    if (keep == Keep.BEST) {
      for (TrialId superseded : cell.keySet()) {
        files.delete(ResultsLayout.model(superseded));
      }
      cell.clear();
    }
    cell.put(record.id(), record);
  }

  private Map<TrialId, TrialRecord> inCell(TrialRecord record) {
    return kept.computeIfAbsent(cell(record.spec()), cell -> new TreeMap<>());
  }

  private static TrialSpec cell(TrialSpec spec) {
    return spec.withSeed(0);
  }

  /** The higher the better. */
  private static double goodness(TrialRun run) {
    // Test data are for the table.
    return Objective.preferredOf(MetricNames.without(run.last().keySet(), MetricNames.TEST))
        .map(objective -> goodness(objective, objective.value(run)))
        .orElse(0.0);
  }

  private static double goodness(Objective objective, OptionalDouble value) {
    if (value.isEmpty()) {
      return Double.NEGATIVE_INFINITY;
    }
    return objective.lowerIsBetter() ? -value.getAsDouble() : value.getAsDouble();
  }
}
