package org.kvsweep.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.kvsweep.settings.Settings;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.task.data.MissingDataException;
import org.kvsweep.task.data.UnfitDataException;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * Looks for the data files of a sweep and reads them, so that all that is wrong with them is said
 * before anything starts, and no trial is recorded as failed for it.
 *
 * <p>Each is read as a trial would read it, which finds whatever a trial would refuse and takes as
 * long as the start of one: some tenths of a second for MNIST. That is less than Spark needs to
 * start, and than one trial that fails.
 */
public final class DataSearch {
  private final TaskCatalog catalog;
  private final DataPlaces places;
  private final Consumer<String> notes;
  private final Set<Path> noted = new LinkedHashSet<>();
  private final Map<Settings, TaskData> found = new LinkedHashMap<>();
  private final Map<String, DataProblem> problems = new LinkedHashMap<>();
  private final Map<TrialId, TrialCost> costs = new HashMap<>();

  /**
   * A search in these places.
   *
   * @param notes hears of each file outside of them, before it is read
   */
  public DataSearch(TaskCatalog catalog, DataPlaces places, Consumer<String> notes) {
    this.catalog = catalog;
    this.places = places;
    this.notes = notes;
  }

  /** Looks for the files of all trials, and reads nothing. */
  public SweepData locate(SweepSpec sweep) {
    tasks(sweep).values().forEach(this::locate);
    return result();
  }

  /** Looks for the files of all trials and reads them. */
  public SweepData read(SweepSpec sweep) {
    return read(sweep, Optional.empty());
  }

  /**
   * Looks for the files of all trials and reads them.
   *
   * @param asked a metric beside those by which the sweep chooses, which the data have to give too
   */
  public SweepData read(SweepSpec sweep, Optional<String> asked) {
    Set<String> metrics = new LinkedHashSet<>(sweep.procedure().chosenBy());
    asked.ifPresent(metrics::add);
    for (TrialSpec trial : tasks(sweep).values()) {
      locate(trial)
          .flatMap(located -> read(trial, located))
          .ifPresent(
              task -> {
                addCosts(sweep, trial.task(), task);
                metrics.forEach(metric -> checkMetric(metric, task));
              });
    }
    return result();
  }

  private void checkMetric(String metric, Task task) {
    task.whyWithout(metric)
        .ifPresent(
            why -> add(DataProblem.Kind.UNFIT, "Cannot compare by %s: %s".formatted(metric, why)));
  }

  /**
   * Returns one trial for each task section, which says which files a trial reads: a grid has few
   * of these.
   */
  private static Map<Settings, TrialSpec> tasks(SweepSpec sweep) {
    Map<Settings, TrialSpec> tasks = new LinkedHashMap<>();
    sweep.trials().forEach(trial -> tasks.putIfAbsent(trial.spec().task(), trial.spec()));
    return tasks;
  }

  private SweepData result() {
    return new SweepData(found, List.copyOf(problems.values()), costs);
  }

  private void add(DataProblem.Kind kind, String message) {
    problems.putIfAbsent(message, new DataProblem(kind, message));
  }

  private Optional<TaskData> locate(TrialSpec trial) {
    TaskProvider provider = catalog.provider(trial.taskName());
    Optional<String> key = provider.dataKey(trial);
    List<MissingDataException> missing = new ArrayList<>();
    for (Path folder : key.isPresent() ? places.both() : Set.of(places.dataFolder())) {
      try {
        TaskData located =
            new TaskData(folder, provider.dataFiles(trial, folder), DataChecksums.NONE);
        if (located.files().isEmpty()) {
          return Optional.empty();
        }
        found.put(trial.task(), located);
        return Optional.of(located);
      } catch (MissingDataException notHere) {
        missing.add(notHere);
      } catch (IllegalArgumentException | UncheckedIOException refused) {
        add(DataProblem.Kind.UNFIT, refused.getMessage());
        return Optional.empty();
      }
    }
    MissingDataException last = missing.get(missing.size() - 1);
    add(
        last.published() ? DataProblem.Kind.NOT_FETCHED : DataProblem.Kind.MISSING,
        key.map(name -> searched(trial, name, missing)).orElse(last.getMessage()));
    return Optional.empty();
  }

  private static String searched(
      TrialSpec trial, String usual, List<MissingDataException> missing) {
    // A folder has to have all files: one that lacks only the second says more.
    String key =
        missing.stream()
            .flatMap(one -> naming(trial, one).stream())
            .filter(name -> !name.equals(usual))
            .findFirst()
            .orElse(usual);
    return "Cannot find %s, which task.%s names: looked for %s, plain and gzipped. %s"
        .formatted(
            trial.task().word(key),
            key,
            missing.stream()
                .filter(one -> naming(trial, one).orElse(key).equals(key))
                .map(one -> one.file().toString())
                .distinct()
                .collect(Collectors.joining(" and ")),
            missing.get(missing.size() - 1).remedy());
  }

  /** Returns the key of the task that names that file, if one does as it is. */
  private static Optional<String> naming(TrialSpec trial, MissingDataException missing) {
    String file = missing.file().toString();
    return trial.task().values().entrySet().stream()
        .filter(entry -> entry.getValue() instanceof String)
        .filter(entry -> file.endsWith("/" + entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private Optional<Task> read(TrialSpec trial, TaskData located) {
    TaskProvider provider = catalog.provider(trial.taskName());
    try {
      provider.dataKey(trial).ifPresent(key -> noteOutside(located, key));
      Task task = provider.create(trial, located.folder());
      found.put(
          trial.task(),
          new TaskData(located.folder(), located.files(), DataChecksums.in(task.environment())));
      return Optional.of(task);
    } catch (UnfitDataException refused) {
      found.remove(trial.task());
      add(DataProblem.Kind.UNFIT, refused.summary());
      refused.problems().forEach(problem -> add(DataProblem.Kind.UNFIT, "  " + problem));
      return Optional.empty();
    } catch (IllegalArgumentException | UncheckedIOException refused) {
      found.remove(trial.task());
      add(DataProblem.Kind.UNFIT, refused.getMessage());
      return Optional.empty();
    }
  }

  /** Adds the costs of all trials with that section, once for the seeds of a cell. */
  private void addCosts(SweepSpec sweep, Settings section, Task task) {
    Map<TrialSpec, Optional<TrialCost>> byCell = new HashMap<>();
    for (PlannedTrial trial : sweep.trials()) {
      if (trial.spec().task().equals(section)) {
        byCell
            .computeIfAbsent(trial.spec().withSeed(0), cell -> cost(cell, task, trial.cost()))
            .ifPresent(cost -> costs.put(trial.id(), cost));
      }
    }
  }

  /** The data are read as one trial reads them, so the model of another may not fit them yet. */
  private Optional<TrialCost> cost(TrialSpec cell, Task task, TrialCost planned) {
    try {
      return Optional.of(task.cost(cell, planned));
    } catch (IllegalArgumentException refused) {
      add(DataProblem.Kind.UNFIT, refused.getMessage());
      return Optional.empty();
    }
  }

  /** A sweep file may come from anywhere and name any file of whoever runs it. */
  private void noteOutside(TaskData located, String key) {
    for (String name : located.files().stream().sorted().toList()) {
      Path file = located.folder().resolve(name);
      try {
        Path real = file.toRealPath();
        if (places.isOutside(real) && noted.add(real)) {
          notes.accept(
              "Reads %s, which is outside of %s and %s, because task.%s names it%s"
                  .formatted(
                      real,
                      places.beside(),
                      places.dataFolder(),
                      key,
                      real.equals(file.normalize()) ? "" : ", as " + file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot follow %s: %s".formatted(file, e), e);
      }
    }
  }
}
