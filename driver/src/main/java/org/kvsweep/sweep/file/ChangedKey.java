package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;

/**
 * A key of a sweep file and the value that it is to have.
 *
 * @param part the key at the top of the file
 * @param key below it; empty if the value is that of the top itself
 */
record ChangedKey(String part, String key, YamlNode value) {

  /**
   * The key at that path.
   *
   * @param path such as {@code model.depth}; {@code task.limit.train} is {@code task.limit-train}
   */
  static ChangedKey of(String path, YamlNode value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      return new ChangedKey(path, "", value);
    }
    String part = path.substring(0, dot);
    String below = path.substring(dot + 1);
    // The keys of rules are paths themselves.
    return new ChangedKey(
        part, Section.of(part).isPresent() ? below.replace('.', '-') : below, value);
  }

  /** Returns the document with this value in the place of the one that it has, or added to it. */
  Mapping in(Mapping root) {
    if (key.isEmpty()) {
      return with(root, part, old -> value);
    }
    return with(root, part, old -> within(old.flatMap(YamlNode::mapping)));
  }

  private Mapping within(Optional<Mapping> section) {
    Mapping before = section.orElse(new Mapping(value.position(), List.of()));
    for (Entry entry : before.entries()) {
      Optional<Mapping> group = entry.value().mapping();
      String start = entry.key() + "-";
      if (group.isPresent() && key.startsWith(start) && !before.has(key)) {
        String member = key.substring(start.length());
        if (group.get().has(member)) {
          return with(before, entry.key(), old -> with(group.get(), member, inner -> value));
        }
      }
    }
    return with(before, key, old -> value);
  }

  private interface Change {
    YamlNode of(Optional<YamlNode> old);
  }

  private Mapping with(Mapping mapping, String name, Change change) {
    List<Entry> entries = new ArrayList<>();
    UnaryOperator<Entry> changed =
        entry -> new Entry(value.position(), name, change.of(Optional.of(entry.value())));
    mapping
        .entries()
        .forEach(entry -> entries.add(entry.key().equals(name) ? changed.apply(entry) : entry));
    if (!mapping.has(name)) {
      entries.add(new Entry(value.position(), name, change.of(Optional.empty())));
    }
    return new Mapping(mapping.position(), entries);
  }
}
