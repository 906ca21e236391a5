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
import java.util.stream.Collectors;
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

  private final Collection<TrialSpec> all;
  private final Collection<TrialSpec> left;
  private final TaskDefaults defaults;

  private AskedComparison(
      Collection<TrialSpec> all, Collection<TrialSpec> left, TaskCatalog tasks) {
    this.all = all;
    this.left = left;
    this.defaults = new TaskDefaults(all, tasks);
  }

  /**
   * The comparison that is asked for.
   *
   * @param key its name or path; empty for what the sweep compares
   * @param baseline a value of the key; empty for the usual one
   * @param usual what the sweep compares
   * @param all trials of the sweep, from which keys and sides get their names and their order
   * @param left those of them that are compared
   * @throws IllegalArgumentException if the key has no sides in these trials, or the baseline is
   *     none of them
   */
  static Optional<ComparedKey> of(
      Optional<String> key,
      Optional<String> baseline,
      Optional<ComparedKey> usual,
      Collection<TrialSpec> all,
      Collection<TrialSpec> left,
      TaskCatalog tasks) {
    Optional<ComparedKey> asked =
        key.isEmpty()
            ? usual
            : Optional.of(new AskedComparison(all, left, tasks).by(key.get(), usual));
    if (baseline.isPresent() && asked.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot compare with %s: nothing is compared; --compare KEY says what is"
              .formatted(baseline.get()));
    }
    return baseline.isEmpty()
        ? asked
        : asked.map(compared -> compared.withBaseline(side(compared, left, baseline.get())));
  }

  private ComparedKey by(String word, Optional<ComparedKey> usual) {
    SettingPath path = path(word);
    if (usual.filter(key -> key.path().equals(path)).isPresent()) {
      return usual.get();
    }
    Map<String, String> implied = defaults.at(path);
    Set<String> there = new LinkedHashSet<>();
    for (TrialSpec trial : left) {
      there.add(side(path, trial, implied).orElseThrow(() -> notEverywhere(path, trial)));
    }
    if (path.equals(ComparedKey.ATTENTION)) {
      List<TrialSpec> having = all.stream().filter(trial -> path.value(trial).isPresent()).toList();
      return withBaselineLeft(ComparedKey.attentionOf(having).orElseThrow(), there);
    }
    List<String> sides = sides(path, there, implied);
    ComparedKey asked = new ComparedKey(path, sides, sides.get(0), implied, followers(path));
    return withBaselineLeft(asked.clearIn(left), there);
  }

  private static Optional<String> side(
      SettingPath path, TrialSpec trial, Map<String, String> implied) {
    return path.value(trial)
        .map(Settings::text)
        .or(() -> Optional.ofNullable(implied.get(trial.taskName())));
  }

  /** The sides of all trials, or of those that are left if there are too many. */
  private List<String> sides(SettingPath path, Set<String> there, Map<String, String> implied) {
    Set<String> sides = new LinkedHashSet<>();
    all.forEach(trial -> side(path, trial, implied).ifPresent(sides::add));
    if (sides.size() > ComparedKey.MOST_SIDES) {
      sides.retainAll(there);
    }
    if (sides.size() < 2 || sides.size() > ComparedKey.MOST_SIDES) {
      throw new IllegalArgumentException(
          "Cannot compare by %s: expected 2 to %d values, got %s"
              .formatted(
                  path,
                  ComparedKey.MOST_SIDES,
                  sides.size() == 1 ? "only " + sides.iterator().next() : sides.size()));
    }
    return ordered(sides);
  }

  /** The same comparison, with the first side that has trials if its baseline has none. */
  private static ComparedKey withBaselineLeft(ComparedKey key, Set<String> there) {
    return key.baselineFirst().stream()
        .filter(there::contains)
        .findFirst()
        .map(key::withBaseline)
        .orElse(key);
  }

  private SettingPath path(String word) {
    if (word.equals(CellAxes.SEED_PATH) || word.equals("task") || word.equals(CellAxes.TASK_PATH)) {
      throw new IllegalArgumentException(
          "Cannot compare by %s: expected a key of task, model or training with several values"
              .formatted(word));
    }
    return SettingPath.of(TrialKeys.of(all).path(word, PURPOSE));
  }

  private static IllegalArgumentException notEverywhere(SettingPath path, TrialSpec without) {
    return new IllegalArgumentException(
        "Cannot compare by %s: expected it in all trials, got trials of %s without it; --filter leaves them out"
            .formatted(path, without.taskName()));
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

  private static String side(ComparedKey compared, Collection<TrialSpec> left, String word) {
    Set<String> there =
        left.stream().flatMap(trial -> compared.find(trial).stream()).collect(Collectors.toSet());
    List<String> sides = compared.sides().stream().filter(there::contains).toList();
    return sides.stream()
        .filter(side -> TrialFilter.equal(word, side))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot compare with %s: expected one of %s%s"
                        .formatted(
                            word, String.join(", ", sides), NearestWord.question(word, sides))));
  }
}
