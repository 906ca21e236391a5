package org.kvsweep.sweep.file;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.task.MetricNames;

/** Checks the choice of settings against the rest of a sweep file. */
final class TuningChecks {
  private final Mapping root;
  private final Vocabulary vocabulary;
  private final Problems problems;

  TuningChecks(Mapping root, Vocabulary vocabulary, Problems problems) {
    this.root = root;
    this.vocabulary = vocabulary;
    this.problems = problems;
  }

  /** Reports what can't stand beside {@code tune}; returns whether cells can be found. */
  boolean keys(List<GivenKey> keys) {
    if (!root.has(TuningReader.PATH)) {
      return true;
    }
    root.entry(SearchReader.PATH)
        .ifPresent(
            search ->
                problems.add(
                    search.position(),
                    SearchReader.PATH,
                    "can't stand beside tune, which draws the samples of each side: leave it out"));
    root.entry(SeedsReader.PATH)
        .ifPresent(
            seeds ->
                problems.add(
                    seeds.position(),
                    SeedsReader.PATH,
                    "can't stand beside tune: tune.seeds repeats samples, and confirm.seeds what is"
                        + " compared"));
    keys.stream()
        .filter(key -> key.section() == Section.RESOURCES && key.varies())
        .forEach(
            key ->
                problems.add(
                    key.position(),
                    key.path().toString(),
                    "changes no number of a trial and can't be tuned, expected one value"));
    List<GivenKey> ofTask =
        keys.stream()
            .filter(key -> key.section() == Section.TASK && key.range().isPresent())
            .toList();
    ofTask.forEach(
        key ->
            problems.add(
                key.position(),
                key.path().toString(),
                "tuning would choose the task too, got a range; a list makes tasks that are tuned"
                    + " by themselves"));
    return ofTask.isEmpty();
  }

  /**
   * Reports metrics that tasks or trials don't measure.
   *
   * @param choosing the metrics that the file names, by the section that names them
   * @param trials of the sweep; none while there are other problems
   */
  void objectives(Map<String, Objective> choosing, List<PlannedTrial> trials) {
    if (!vocabulary.certain()) {
      return;
    }
    choosing.forEach(
        (section, objective) -> {
          for (TaskKeys task : vocabulary.tasks()) {
            if (!check(objective, task.task(), task.metrics(), section)) {
              lacking(objective, task, trials)
                  .ifPresent(there -> check(objective, task.task(), there, section));
            }
          }
        });
  }

  /** Returns what the first trial measures that lacks the metric. */
  private Optional<Set<String>> lacking(
      Objective objective, TaskKeys task, List<PlannedTrial> trials) {
    return trials.stream()
        .map(PlannedTrial::spec)
        .filter(trial -> trial.taskName().equals(task.task()))
        .map(task::metrics)
        .filter(measured -> !measured.contains(objective.metric()))
        .findFirst();
  }

  /** Reports a metric that is not among those of a task; returns whether that is so. */
  private boolean check(Objective objective, String task, Set<String> measured, String section) {
    List<String> expected =
        measured.stream().filter(metric -> !metric.startsWith(MetricNames.TEST)).sorted().toList();
    boolean missing = !expected.isEmpty() && !expected.contains(objective.metric());
    if (missing) {
      problems.add(
          position(section),
          section + "." + ObjectiveReader.KEY,
          "%s does not measure it, expected one of %s, got %s%s"
              .formatted(
                  task,
                  String.join(", ", expected),
                  objective.metric(),
                  NearestWord.questionOfMetric(objective.metric(), expected)));
    }
    return missing;
  }

  private Position position(String section) {
    Optional<Entry> entry = root.entry(section);
    return entry
        .map(Entry::value)
        .flatMap(YamlNode::mapping)
        .flatMap(mapping -> mapping.entry(ObjectiveReader.KEY))
        .or(() -> entry)
        .map(Entry::position)
        .orElse(Position.START);
  }
}
