package org.kvsweep.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys that one section of a sweep file accepts, in the order in which help shows them. */
public final class Schema {
  private final Map<String, Key> keys;

  private Schema(Map<String, Key> keys) {
    this.keys = keys;
  }

  public static Schema of(Key... keys) {
    return new Schema(Map.of()).with(keys);
  }

  /** This schema and these keys; a key of the same name takes the place of the older one. */
  public Schema with(Key... more) {
    Map<String, Key> all = new LinkedHashMap<>(keys);
    for (Key key : more) {
      all.put(key.name(), key);
    }
    return new Schema(all);
  }

  public List<Key> keys() {
    return List.copyOf(keys.values());
  }

  public Set<String> names() {
    return keys.keySet();
  }

  public Optional<Key> key(String name) {
    return Optional.ofNullable(keys.get(name));
  }

  /**
   * The complete settings: what was given, and the fallback of every other key.
   *
   * @throws IllegalArgumentException naming every unknown, missing or unfit value
   */
  public Settings complete(Map<String, ?> given) {
    List<String> problems = new ArrayList<>();
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : given.keySet()) {
      if (!keys.containsKey(name)) {
        problems.add(name + ": unknown, expected one of " + String.join(", ", keys.keySet()));
      }
    }
    for (Key key : keys.values()) {
      Object raw = given.get(key.name());
      try {
        Object value = raw == null ? key.fallback().orElse(null) : key.accept(raw);
        if (value == null) {
          problems.add(key.name() + ": missing, expected " + key.expectation());
        } else {
          values.put(key.name(), value);
        }
      } catch (IllegalArgumentException refused) {
        problems.add(key.name() + ": " + refused.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use these settings: " + String.join("; ", problems));
    }
    return new Settings(values);
  }
}
