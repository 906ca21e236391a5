package org.kvsweep.sweep;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.kvsweep.settings.Settings;
import org.kvsweep.trial.TrialSpec;

/**
 * A key with its section. In sweep files, tables and messages it is written with a dot between, as
 * {@code model.depth}.
 *
 * @param key for example {@code depth}
 */
public record SettingPath(Section section, String key) implements Comparable<SettingPath> {
  /** The path of the task, which every trial has. */
  public static final SettingPath TASK_NAME = Section.TASK.path(TrialSpec.TASK_NAME);

  private static final Comparator<SettingPath> BY_TEXT =
      Comparator.comparing(SettingPath::toString);

  public SettingPath {
    Objects.requireNonNull(section, "section");
    Objects.requireNonNull(key, "key");
  }

  /** The path in that text; empty if it does not begin with a section and a dot. */
  public static Optional<SettingPath> find(String text) {
    int dot = text.indexOf('.');
    return dot < 0
        ? Optional.empty()
        : Section.of(text.substring(0, dot)).map(section -> section.path(text.substring(dot + 1)));
  }

  /**
   * The path in that text.
   *
   * @throws IllegalArgumentException if it does not begin with a section and a dot
   */
  public static SettingPath of(String text) {
    return find(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot name a setting: expected a key of a section, such as model.depth, got "
                        + text));
  }

  /** All settings of a trial by the text of their paths, section by section. */
  public static Map<String, Object> settings(TrialSpec trial) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (Section section : Section.values()) {
      section
          .of(trial)
          .values()
          .forEach((key, value) -> settings.put(section.path(key).toString(), value));
    }
    return settings;
  }

  /** The value in the settings of that trial; empty if they leave it out. */
  public Optional<Object> value(TrialSpec trial) {
    return Optional.ofNullable(section.of(trial).values().get(key));
  }

  /** The same trial without that setting. */
  public TrialSpec without(TrialSpec trial) {
    Map<String, Object> values = new TreeMap<>(section.of(trial).values());
    return values.remove(key) == null ? trial : section.with(trial, new Settings(values));
  }

  @Override
  public int compareTo(SettingPath other) {
    return BY_TEXT.compare(this, other);
  }

  @Override
  public String toString() {
    return section.label() + "." + key;
  }
}
