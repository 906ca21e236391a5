package org.kvsweep.sweep.file;

import java.util.List;
import java.util.Optional;
import org.kvsweep.sweep.Search;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;

/** Reads {@code search}: {@code grid}, or {@code {method: random, samples: 20, seed: 1}}. */
final class SearchReader {
  static final String PATH = "search";
  private static final String SAMPLES = "samples";
  private static final String SEED = "seed";
  private static final List<String> KEYS = List.of(MethodReader.KEY, SAMPLES, SEED);

  private final Problems problems;

  private SearchReader(Problems problems) {
    this.problems = problems;
  }

  /** The search; a grid if the file is silent; empty if there is a problem with it. */
  static Optional<Search> read(Optional<Entry> entry, Problems problems) {
    return entry.isEmpty()
        ? Optional.of(Search.GRID)
        : new SearchReader(problems).read(entry.get().value());
  }

  /** Returns what to tell people of a key that has no effect; empty if there is none. */
  static Optional<String> note(Optional<Entry> entry) {
    Optional<Mapping> mapping = entry.map(Entry::value).flatMap(YamlNode::mapping);
    return mapping
        .filter(search -> search.has(SEED))
        .flatMap(search -> search.value(MethodReader.KEY))
        .flatMap(method -> method.choice(Search.Method.class))
        .filter(method -> method == Search.Method.GRID)
        .map(grid -> "%s.%s has no effect with method grid.".formatted(PATH, SEED));
  }

  private Optional<Search> read(YamlNode value) {
    Optional<Mapping> mapping = value.mapping();
    return mapping.isPresent() ? read(mapping.get()) : alone(value);
  }

  private Optional<Search> alone(YamlNode value) {
    Optional<Search.Method> method = MethodReader.word(value, Search.Method.class, PATH, problems);
    if (method.isPresent() && method.get() != Search.Method.GRID) {
      problems.add(
          value.position(),
          PATH,
          "missing number of samples, expected {method: %s, samples: ...}"
              .formatted(method.get().label()));
    }
    return method.filter(known -> known == Search.Method.GRID).map(grid -> Search.GRID);
  }

  private Optional<Search> read(Mapping mapping) {
    problems.unknownKeys(mapping, PATH, KEYS);
    Optional<Search.Method> method =
        MethodReader.read(mapping, Search.Method.class, PATH, problems);
    if (!mapping.has(MethodReader.KEY)) {
      return Optional.empty();
    }
    if (method.isPresent() && method.get() == Search.Method.GRID) {
      mapping
          .entry(SAMPLES)
          .ifPresent(
              samples ->
                  problems.add(samples.position(), PATH + "." + SAMPLES, "a grid has no samples"));
      return Optional.of(Search.GRID);
    }
    Optional<Long> samples =
        WholeNumber.needed(PATH, SAMPLES, 1, Cells.MAX_TRIALS).read(mapping, problems);
    Optional<Long> seed =
        WholeNumber.orElse(0, PATH, SEED, 0, Long.MAX_VALUE).read(mapping, problems);
    return method.isPresent() && samples.isPresent() && seed.isPresent()
        ? Optional.of(new Search(method.get(), samples.get().intValue(), seed.get()))
        : Optional.empty();
  }
}
