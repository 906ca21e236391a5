package org.kvsweep.sweep;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.kvsweep.sweep.YamlNode.Entry;
import org.kvsweep.sweep.YamlNode.Reported;
import org.kvsweep.sweep.YamlNode.Scalar;
import org.kvsweep.sweep.YamlNode.Sequence;

/** Reads {@code seeds}: a number N for the seeds 0 to N - 1, or a list of them. */
final class SeedsReader {
  private static final String PATH = "seeds";

  private SeedsReader() {}

  /** The seeds, one if the file is silent; never empty. */
  static List<Long> read(Optional<Entry> entry, Problems problems) {
    YamlNode value = entry.map(Entry::value).orElse(null);
    if (value instanceof Sequence sequence) {
      return list(sequence, problems);
    }
    if (value instanceof Scalar scalar
        && scalar.value() instanceof Long count
        && count >= 1
        && count <= Grid.MAX_TRIALS) {
      return LongStream.range(0, count).boxed().toList();
    }
    if (value != null && !(value instanceof Reported)) {
      problems.add(
          value.position(),
          PATH,
          "expected a whole number from 1 to "
              + Grid.MAX_TRIALS
              + " or a list of seeds, got "
              + value.description());
    }
    return List.of(0L);
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
