package org.kvsweep.sweep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.settings.Settings;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.TrialSpec;

/**
 * The key whose values a sweep compares. Each value is a side; trials that are equal in everything
 * else are a pair.
 *
 * @param sides the labels of its values as tables print them, in the order of the file
 * @param baseline the side that the others are compared with
 * @param defaults the side of trials whose settings lack the key because they have its default, by
 *     task
 * @param following keys whose values depend on the side, in the order of their paths; they are no
 *     part of a cell
 */
public record ComparedKey(
    SettingPath path,
    List<String> sides,
    String baseline,
    Map<String, String> defaults,
    Set<SettingPath> following) {
  /** The path of the attention, which is compared where a sweep does not say what is. */
  public static final SettingPath ATTENTION = Section.MODEL.path(ModelKeys.ATTENTION);

  /** The most sides: a chart has no more colours and marks that people tell apart. */
  public static final int MOST_SIDES = 12;

  private static final String USUAL_ATTENTION = AttentionVariant.QKV.label();

  public ComparedKey {
    Objects.requireNonNull(path, "path");
    sides = List.copyOf(sides);
    defaults = Map.copyOf(defaults);
    following = Collections.unmodifiableSet(new TreeSet<>(following));
    if (!sides.contains(baseline)) {
      throw new IllegalArgumentException(
          "Cannot compare with a baseline: expected one of %s, got %s"
              .formatted(String.join(", ", sides), baseline));
    }
  }

  /** Compares a key that every trial has, and that no other key depends on. */
  public ComparedKey(SettingPath path, List<String> sides, String baseline) {
    this(path, sides, baseline, Map.of(), Set.of());
  }

  /**
   * Compares the attention of those trials, with qkv where one has it; empty if one of them, or
   * none at all, has an attention.
   */
  public static Optional<ComparedKey> attentionOf(Collection<TrialSpec> trials) {
    Set<String> sides = new LinkedHashSet<>();
    for (TrialSpec trial : trials) {
      Object attention = trial.model().values().get(ModelKeys.ATTENTION);
      if (attention == null) {
        return Optional.empty();
      }
      sides.add(Settings.text(attention));
    }
    return sides.stream()
        .findFirst()
        .map(first -> sides.contains(USUAL_ATTENTION) ? USUAL_ATTENTION : first)
        .map(baseline -> new ComparedKey(ATTENTION, List.copyOf(sides), baseline));
  }

  /** Returns whether the other one compares the same key with the same baseline. */
  public boolean comparesLike(ComparedKey other) {
    return path.equals(other.path) && baseline.equals(other.baseline);
  }

  /**
   * Compares the sides of both; empty if the other compares another key. What follows the key has
   * to do so in both.
   */
  public Optional<ComparedKey> and(ComparedKey other) {
    if (!path.equals(other.path)) {
      return Optional.empty();
    }
    Set<String> all = new LinkedHashSet<>(sides);
    all.addAll(other.sides);
    Map<String, String> both = new TreeMap<>(other.defaults);
    both.putAll(defaults);
    Set<SettingPath> common = new LinkedHashSet<>(following);
    common.retainAll(other.following);
    return Optional.of(new ComparedKey(path, List.copyOf(all), baseline, both, common));
  }

  /**
   * Returns whether each trial is the only one of its side and seed in its cell, so that pairs are
   * clear.
   */
  public boolean pairsClearly(Collection<TrialSpec> trials) {
    Map<Place, TrialSpec> there = new HashMap<>();
    for (TrialSpec trial : trials) {
      TrialSpec replicate = trial.withSeed(0);
      TrialSpec other = there.putIfAbsent(new Place(cell(trial), side(trial)), replicate);
      if (other != null && !other.equals(replicate)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The same comparison, but a key that follows tells cells apart where trials of one side and cell
   * differ in it: they would be taken for seeds of one another.
   */
  public ComparedKey clearIn(Collection<TrialSpec> trials) {
    Set<SettingPath> clear = new LinkedHashSet<>(following);
    Map<Place, TrialSpec> there = new HashMap<>();
    for (TrialSpec trial : following.isEmpty() ? List.<TrialSpec>of() : trials) {
      TrialSpec other = there.putIfAbsent(new Place(cell(trial), side(trial)), trial);
      if (other != null) {
        clear.removeIf(path -> !path.value(trial).equals(path.value(other)));
      }
    }
    return withFollowing(clear);
  }

  private record Place(TrialSpec cell, String side) {}

  /** The key without its section, for example {@code precision}. */
  public String key() {
    return path.key();
  }

  /** Returns whether the sides are attentions, whose names speak for themselves. */
  public boolean isAttention() {
    return path.equals(ATTENTION);
  }

  /**
   * The side of that trial, defaults filled in.
   *
   * @throws IllegalArgumentException if the trial has none
   */
  public String side(TrialSpec trial) {
    return find(trial)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot tell the side of a trial of %s: it has no %s"
                        .formatted(trial.taskName(), path)));
  }

  /** The side of that trial; empty if it does not have the key. */
  public Optional<String> find(TrialSpec trial) {
    return path.value(trial)
        .map(Settings::text)
        .or(() -> Optional.ofNullable(defaults.get(trial.taskName())));
  }

  /** The side in words that name it among other settings: {@code kv-pos}, {@code depth=2}. */
  public String words(TrialSpec trial) {
    return isAttention() ? side(trial) : key() + "=" + side(trial);
  }

  /**
   * The cell of that trial: its spec without the compared key, the keys that follow it, and the
   * seed.
   */
  public TrialSpec cell(TrialSpec trial) {
    TrialSpec cell = path.without(trial.withSeed(0));
    for (SettingPath follower : following) {
      cell = follower.without(cell);
    }
    return cell;
  }

  /**
   * The same comparison with another baseline.
   *
   * @throws IllegalArgumentException if that is no side
   */
  public ComparedKey withBaseline(String other) {
    return new ComparedKey(path, sides, other, defaults, following);
  }

  /** The same comparison with other keys that follow. */
  public ComparedKey withFollowing(Set<SettingPath> others) {
    return new ComparedKey(path, sides, baseline, defaults, others);
  }

  /** The sides with the baseline first, then the others in their order. */
  public List<String> baselineFirst() {
    List<String> ordered = new ArrayList<>(sides);
    ordered.remove(baseline);
    ordered.add(0, baseline);
    return ordered;
  }
}
