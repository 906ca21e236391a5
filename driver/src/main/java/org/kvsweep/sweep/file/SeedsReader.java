package org.kvsweep.sweep.file;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.kvsweep.sweep.MoreSeeds;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.sweep.file.YamlNode.Sequence;

/**
 * Reads {@code seeds}: a number N for the seeds 0 to N - 1, a list of them, or {@code {first: 3,
 * most: 10}} for cells that get more of them while they are undecided.
 */
final class SeedsReader {
  static final String PATH = "seeds";
  private static final String FIRST = "first";
  private static final String MOST = "most";
  private static final List<String> KEYS = List.of(FIRST, MOST);
  private static final String A_COUNT = "a whole number from 1 to " + Cells.MAX_COUNT;
  private static final Seeds ONE = new Seeds(List.of(0L), Optional.empty());

  /**
   * The seeds of a sweep.
   *
   * @param first that every cell has; never empty
   */
  record Seeds(List<Long> first, Optional<MoreSeeds> more) {}

  private SeedsReader() {}

  /** The seeds, one if the file is silent. */
  static Seeds read(Optional<Entry> entry, Problems problems) {
    return entry.map(given -> read(given.value(), problems)).orElse(ONE);
  }

  private static Seeds read(YamlNode value, Problems problems) {
    Optional<Sequence> list = value.sequence();
    if (list.isPresent()) {
      return new Seeds(list(list.get(), problems), Optional.empty());
    }
    Optional<Mapping> growing = value.mapping();
    if (growing.isPresent()) {
      return growing(growing.get(), problems);
    }
    Optional<Long> count = count(value);
    if (count.isEmpty()) {
      problems.expected(value, PATH, A_COUNT + " or a list of seeds such as [7] or [3, 4]");
    }
    return count.map(seeds -> new Seeds(upTo(seeds), Optional.empty())).orElse(ONE);
  }

  private static Optional<Long> count(YamlNode value) {
    return value.whole(1, Cells.MAX_COUNT);
  }

  private static List<Long> upTo(long count) {
    return LongStream.range(0, count).boxed().toList();
  }

  private static Seeds growing(Mapping mapping, Problems problems) {
    problems.unknownKeys(mapping, PATH, KEYS);
    Optional<Long> first = count(mapping, FIRST, problems);
    Optional<Long> most = count(mapping, MOST, problems);
    if (first.isEmpty() || most.isEmpty()) {
      return ONE;
    }
    if (first.get() < 2 || most.get() <= first.get()) {
      problems.add(
          mapping.position(),
          PATH,
          "expected at least 2 as first, which an interval needs, and more as most, got %d and %d"
              .formatted(first.get(), most.get()));
      return ONE;
    }
    return new Seeds(
        upTo(first.get()),
        Optional.of(new MoreSeeds(first.get().intValue(), most.get().intValue())));
  }

  private static Optional<Long> count(Mapping mapping, String key, Problems problems) {
    String path = PATH + "." + key;
    Optional<YamlNode> value = mapping.value(key);
    if (value.isEmpty()) {
      problems.add(mapping.position(), path, "expected " + A_COUNT + ", got nothing");
      return Optional.empty();
    }
    Optional<Long> count = count(value.get());
    if (count.isEmpty()) {
      problems.expected(value.get(), path, A_COUNT);
    }
    return count;
  }

  private static List<Long> list(Sequence sequence, Problems problems) {
    Set<Long> seeds = new LinkedHashSet<>();
    for (Scalar item : Values.read(sequence, PATH, problems)) {
      if (!(item.value() instanceof Long seed) || seed < 0) {
        problems.add(
            item.position(),
            PATH,
            "expected whole numbers of at least 0, got " + item.description());
      } else if (!seeds.add(seed)) {
        problems.add(item.position(), PATH, "value given twice, got " + item.description());
      }
    }
    return seeds.isEmpty() ? List.of(0L) : List.copyOf(seeds);
  }
}
