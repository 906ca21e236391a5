package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;

/**
 * Reads keys that are written in groups: {@code limit: {train: 1000, test: 500}} means {@code
 * limit-train: 1000} and {@code limit-test: 500}.
 */
final class NestedKeys {
  private final Section section;
  private final Set<String> known;
  private final Problems problems;

  NestedKeys(Section section, Vocabulary vocabulary, Problems problems) {
    this.section = section;
    this.known = vocabulary.names(section);
    this.problems = problems;
  }

  /** The same keys without groups; what is no group stays as it is. */
  Mapping flat(Mapping mapping) {
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : mapping.entries()) {
      Optional<Mapping> group = entry.value().mapping();
      if (group.isPresent() && isGroup(entry.key())) {
        group.get().entries().forEach(inner -> add(member(entry.key(), inner), mapping, entries));
      } else {
        entries.add(entry);
      }
    }
    return new Mapping(mapping.position(), entries);
  }

  private boolean isGroup(String key) {
    return !known.contains(key) && known.stream().anyMatch(name -> name.startsWith(key + "-"));
  }

  private static Entry member(String group, Entry inner) {
    return new Entry(inner.position(), group + "-" + inner.key(), inner.value());
  }

  private void add(Entry member, Mapping beside, List<Entry> entries) {
    Optional<Entry> other =
        Stream.concat(beside.entries().stream(), entries.stream())
            .filter(entry -> entry.key().equals(member.key()))
            .findFirst();
    if (other.isPresent()) {
      problems.add(
          member.position(),
          section.path(member.key()).toString(),
          "given twice, here and in " + other.get().position().described());
    } else {
      entries.add(member);
    }
  }
}
