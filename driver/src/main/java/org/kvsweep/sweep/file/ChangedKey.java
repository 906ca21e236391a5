package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
      return with(root, part, value);
    }
    Optional<Entry> section = root.entry(part);
    Optional<Mapping> before = section.map(Entry::value).flatMap(YamlNode::mapping);
    return before.isPresent()
        ? inside(root, section.get(), within(before.get()))
        : with(root, part, with(new Mapping(value.position(), List.of()), key, value));
  }

  /** Returns the section with this value, which may be in a group of it. */
  private Mapping within(Mapping section) {
    for (Entry entry : section.entries()) {
      Optional<Mapping> group = entry.value().mapping();
      String start = entry.key() + "-";
      if (group.isPresent() && key.startsWith(start) && !section.has(key)) {
        String member = key.substring(start.length());
        if (group.get().has(member)) {
          return inside(section, entry, with(group.get(), member, value));
        }
      }
    }
    return with(section, key, value);
  }

  /** Returns the mapping with another value for an entry, which stays where it stands. */
  private static Mapping inside(Mapping mapping, Entry entry, Mapping changed) {
    return replaced(mapping, new Entry(entry.position(), entry.key(), changed));
  }

  /** Returns the mapping with that value, which stands where the option does. */
  private static Mapping with(Mapping mapping, String name, YamlNode value) {
    return replaced(mapping, new Entry(value.position(), name, value));
  }

  private static Mapping replaced(Mapping mapping, Entry changed) {
    List<Entry> entries = new ArrayList<>();
    mapping
        .entries()
        .forEach(entry -> entries.add(entry.key().equals(changed.key()) ? changed : entry));
    if (!mapping.has(changed.key())) {
      entries.add(changed);
    }
    return new Mapping(mapping.position(), entries);
  }
}
