package org.kvsweep.report.request;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kvsweep.report.CellAxes;
import org.kvsweep.settings.Schema;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.file.NearestWord;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

/**
 * What trials are compared by when a user asks for it: another key than their sweep says, or
 * another baseline.
 */
final class AskedComparison {
  private static final String PURPOSE = "compare by";

  private final Collection<TrialSpec> trials;
  private final TaskDefaults defaults;

  private AskedComparison(Collection<TrialSpec> trials, TaskCatalog tasks) {
    this.trials = trials;
    this.defaults = new TaskDefaults(trials, tasks);
  }

  /**
   * The comparison that is asked for.
   *
   * @param key its name or path; empty for what the sweep compares
   * @param baseline a value of the key; empty for the usual one
   * @param usual what the sweep compares
   * @throws IllegalArgumentException if the key has no sides in these trials, or the baseline is
   *     none of them
   */
  static Optional<ComparedKey> of(
      Optional<String> key,
      Optional<String> baseline,
      Optional<ComparedKey> usual,
      Collection<TrialSpec> trials,
      TaskCatalog tasks) {
    Optional<ComparedKey> asked =
        key.isEmpty()
            ? usual
            : Optional.of(new AskedComparison(trials, tasks).by(key.get(), usual));
    if (baseline.isPresent() && asked.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot compare with %s: nothing is compared; --compare KEY says what is"
              .formatted(baseline.get()));
    }
    return baseline.isEmpty()
        ? asked
        : asked.map(compared -> compared.withBaseline(side(compared, baseline.get())));
  }

  private ComparedKey by(String word, Optional<ComparedKey> usual) {
    SettingPath path = path(word);
    if (usual.filter(key -> key.path().equals(path)).isPresent()) {
      return usual.get();
    }
    if (path.equals(ComparedKey.ATTENTION)) {
      return ComparedKey.attentionOf(trials).orElseThrow(() -> notEverywhere(path, ""));
    }
    Map<String, String> implied = defaults.at(path);
    Set<String> sides = new LinkedHashSet<>();
    for (TrialSpec trial : trials) {
      sides.add(
          path.value(trial)
              .map(Settings::text)
              .or(() -> Optional.ofNullable(implied.get(trial.taskName())))
              .orElseThrow(() -> notEverywhere(path, " of " + trial.taskName())));
    }
    if (sides.size() < 2 || sides.size() > ComparedKey.MOST_SIDES) {
      throw new IllegalArgumentException(
          "Cannot compare by %s: expected 2 to %d values, got %s"
              .formatted(
                  path,
                  ComparedKey.MOST_SIDES,
                  sides.size() == 1 ? "only " + sides.iterator().next() : sides.size()));
    }
    List<String> ordered = ordered(sides);
    ComparedKey clear = new ComparedKey(path, ordered, ordered.get(0), implied, followers(path));
    return clear.pairsClearly(trials)
        ? clear
        : new ComparedKey(path, ordered, ordered.get(0), implied, Set.of());
  }

  private SettingPath path(String word) {
    if (word.equals(CellAxes.SEED_PATH) || word.equals("task") || word.equals(CellAxes.TASK_PATH)) {
      throw new IllegalArgumentException(
          "Cannot compare by %s: expected a key of task, model or training with several values"
              .formatted(word));
    }
    return SettingPath.of(TrialKeys.of(trials).path(word, PURPOSE));
  }

  private static IllegalArgumentException notEverywhere(SettingPath path, String of) {
    return new IllegalArgumentException(
        "Cannot compare by %s: expected it in all trials, got trials%s without it; --filter leaves them out"
            .formatted(path, of));
  }

  /** The keys that count only where the compared one has a certain value. */
  private Set<SettingPath> followers(SettingPath path) {
    Set<SettingPath> followers = new LinkedHashSet<>();
    for (String task : defaults.names()) {
      Schema schema = defaults.schema(task, path.section());
      for (String key : schema.names()) {
        schema
            .need(key)
            .filter(need -> need.key().equals(path.key()))
            .ifPresent(need -> followers.add(path.section().path(key)));
      }
    }
    return followers;
  }

  /** Numbers ascending; words in the order of the sweep. */
  private static List<String> ordered(Set<String> sides) {
    List<String> ordered = new ArrayList<>(sides);
    if (sides.stream().allMatch(AskedComparison::isNumber)) {
      ordered.sort(Comparator.comparing(BigDecimal::new));
    }
    return ordered;
  }

  static boolean isNumber(String text) {
    return text.matches("-?[0-9]+([.][0-9]+)?(e-?[0-9]{1,9})?");
  }

  private static String side(ComparedKey compared, String word) {
    return compared.sides().stream()
        .filter(side -> TrialFilter.equal(word, side))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot compare with %s: expected one of %s%s"
                        .formatted(
                            word,
                            String.join(", ", compared.sides()),
                            NearestWord.question(word, compared.sides()))));
  }
}
