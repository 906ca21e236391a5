package org.kvsweep.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys that one section of a sweep file accepts, in the order in which help shows them. */
public final class Schema {
  private final Map<String, Key> keys;

  /** Keys that stand for one another: {@link #either}. */
  private final Map<String, List<String>> alternatives;

  /** The conditions under which keys count: {@link #where}. */
  private final Map<String, Need> needs;

  /** A key and the value that it has to have. */
  public record Need(String key, Object value) {}

  private Schema(
      Map<String, Key> keys, Map<String, List<String>> alternatives, Map<String, Need> needs) {
    this.keys = keys;
    this.alternatives = alternatives;
    this.needs = needs;
  }

  public static Schema of(Key... keys) {
    return new Schema(Map.of(), Map.of(), Map.of()).with(keys);
  }

  /**
   * Returns this schema with these keys; a key of the same name takes the place of the older one.
   */
  public Schema with(Key... more) {
    Map<String, Key> all = new LinkedHashMap<>(keys);
    for (Key key : more) {
      all.put(key.name(), key);
    }
    return new Schema(all, alternatives, needs);
  }

  /** Returns this schema without keys of these names, which no other key may depend on. */
  public Schema without(Collection<String> names) {
    Map<String, Key> fewer = new LinkedHashMap<>(keys);
    fewer.keySet().removeAll(names);
    return new Schema(fewer, alternatives, needs);
  }

  /**
   * Returns this schema with keys that count only where another, earlier key of it has that value;
   * elsewhere complete settings lack them, whatever is given.
   */
  public Schema where(String key, Object value, Key... dependents) {
    Map<String, Need> more = new LinkedHashMap<>(needs);
    for (Key dependent : dependents) {
      more.put(dependent.name(), new Need(key, value));
    }
    return new Schema(keys, alternatives, more).with(dependents);
  }

  /** Returns the condition under which that key counts, if there is one. */
  public Optional<Need> need(String key) {
    return Optional.ofNullable(needs.get(key));
  }

  /**
   * Returns this schema, in which some numbers say the same in different units: whoever gives one
   * of them alone gets 0 for the others, not their fallback.
   */
  public Schema either(String... same) {
    Map<String, List<String>> more = new LinkedHashMap<>(alternatives);
    for (String key : same) {
      more.put(key, Arrays.stream(same).filter(other -> !other.equals(key)).toList());
    }
    return new Schema(keys, more, needs);
  }

  /** The keys that say the same as that one in other units. */
  public List<String> alternatives(String key) {
    return alternatives.getOrDefault(key, List.of());
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
      if (!counts(key, raw, values)) {
        continue;
      }
      try {
        Object value = raw == null ? fallback(key, given) : key.accept(raw);
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

  /** Returns whether complete settings have the key, apart from its own value. */
  private boolean counts(Key key, Object raw, Map<String, Object> before) {
    Need need = needs.get(key.name());
    if (need != null && !need.value().equals(before.get(need.key()))) {
      return false;
    }
    return switch (key.presence()) {
      case ALWAYS -> true;
      case IF_GIVEN -> raw != null;
      case IF_OTHER -> raw != null && !raw.equals(key.fallback().orElse(null));
    };
  }

  private Object fallback(Key key, Map<String, ?> given) {
    boolean other =
        alternatives(key.name()).stream().anyMatch(alternative -> given.get(alternative) != null);
    return other ? (Object) 0L : key.fallback().orElse(null);
  }
}
