package org.kvsweep.sweep.file;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kvsweep.sweep.Confirmation;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;

/** Checks the choice of settings against the rest of a sweep file. */
final class TuningChecks {
  private static final List<String> PARTS = List.of("validation-", "train-");

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
                    key.path(),
                    "changes no number of a trial and can't be tuned, expected one value"));
    List<GivenKey> ofTask =
        keys.stream()
            .filter(key -> key.section() == Section.TASK && key.range().isPresent())
            .toList();
    ofTask.forEach(
        key ->
            problems.add(
                key.position(),
                key.path(),
                "tuning would choose the task too, got a range; a list makes tasks that are tuned"
                    + " by themselves"));
    return ofTask.isEmpty();
  }

  /** Reports a metric that tasks don't measure. */
  void objective(Optional<Tuning> tuning, Optional<Confirmation> confirmation) {
    String section = tuning.isPresent() ? TuningReader.PATH : EarlyStoppingReader.PATH;
    tuning
        .map(Tuning::objective)
        .or(() -> confirmation.map(Confirmation::objective))
        .filter(objective -> vocabulary.certain())
        .ifPresent(
            objective -> vocabulary.tasks().forEach(task -> check(objective, task, section)));
  }

  private void check(Objective objective, TaskKeys task, String section) {
    Set<String> measured = new TreeSet<>();
    for (String part : PARTS) {
      task.metrics().forEach(metric -> measured.add(part + metric));
    }
    if (!measured.isEmpty() && !measured.contains(objective.metric())) {
      problems.add(
          position(section),
          section + "." + ObjectiveReader.KEY,
          "%s does not measure it, expected one of %s, got %s"
              .formatted(task.task(), String.join(", ", measured), objective.metric()));
    }
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
