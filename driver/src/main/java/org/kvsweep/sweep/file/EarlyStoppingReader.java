package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Sequence;

/** Reads {@code early-stopping}, such as {@code {method: asha, reduction: 3}}. */
final class EarlyStoppingReader {
  static final String PATH = "early-stopping";
  private static final String REDUCTION = "reduction";
  private static final String AT = "at";
  private static final List<String> KEYS =
      List.of(MethodReader.KEY, ObjectiveReader.KEY, REDUCTION, AT);
  private static final int DEFAULT_REDUCTION = 3;
  private static final int MOST_REDUCTION = 100;

  private final Problems problems;

  private EarlyStoppingReader(Problems problems) {
    this.problems = problems;
  }

  /** The rule; empty if the file has none, or one with problems, which are then reported. */
  static Optional<EarlyStopping> read(Optional<Entry> entry, Problems problems) {
    return entry
        .flatMap(given -> problems.mapping(given.value(), PATH, "a mapping such as {method: asha}"))
        .flatMap(mapping -> new EarlyStoppingReader(problems).read(mapping));
  }

  private Optional<EarlyStopping> read(Mapping mapping) {
    boolean known = !problems.unknownKeys(mapping, PATH, KEYS);
    Optional<EarlyStopping.Method> method =
        MethodReader.read(mapping, EarlyStopping.Method.class, PATH, problems);
    Optional<Objective> objective = ObjectiveReader.read(mapping, PATH, problems);
    Optional<Integer> reduction = method.flatMap(given -> reduction(mapping, given));
    Optional<List<Double>> rungs =
        method.isPresent() && reduction.isPresent()
            ? rungs(mapping, method.get(), reduction.get())
            : Optional.empty();
    return known && objective.isPresent() && rungs.isPresent()
        ? Optional.of(
            new EarlyStopping(method.get(), objective.get(), rungs.get(), reduction.get()))
        : Optional.empty();
  }

  private Optional<Integer> reduction(Mapping mapping, EarlyStopping.Method method) {
    Optional<Entry> entry = mapping.entry(REDUCTION);
    if (method == EarlyStopping.Method.MEDIAN) {
      entry.ifPresent(
          given ->
              problems.add(
                  given.position(),
                  PATH + "." + REDUCTION,
                  "the median rule lets half go on, always"));
      return Optional.of(2);
    }
    if (entry.isEmpty()) {
      return Optional.of(DEFAULT_REDUCTION);
    }
    YamlNode value = entry.get().value();
    Optional<Long> reduction = value.whole(2, MOST_REDUCTION);
    if (reduction.isEmpty()) {
      expected(value, REDUCTION, "a whole number from 2 to " + MOST_REDUCTION);
    }
    return reduction.map(Long::intValue);
  }

  private Optional<List<Double>> rungs(
      Mapping mapping, EarlyStopping.Method method, int reduction) {
    Optional<Entry> entry = mapping.entry(AT);
    if (entry.isEmpty()) {
      double share = 1.0 / reduction;
      // A share of its own: the square of a rounded one may lie beyond the evaluation it means.
      double squared = 1.0 / (reduction * reduction);
      return Optional.of(
          switch (method) {
            case ASHA -> List.of(squared, share);
            case MEDIAN -> List.of(share);
          });
    }
    YamlNode value = entry.get().value();
    List<YamlNode> items = value.sequence().map(Sequence::items).orElse(List.of(value));
    List<Double> rungs = new ArrayList<>();
    double last = 0;
    for (YamlNode item : items) {
      double share = item.number().orElse(Double.NaN);
      if (last < share && share < 1) {
        rungs.add(share);
        last = share;
      } else {
        expected(item, AT, "ascending shares of the budget between 0 and 1");
      }
    }
    return rungs.isEmpty() || rungs.size() < items.size() ? Optional.empty() : Optional.of(rungs);
  }

  private void expected(YamlNode got, String key, String expected) {
    problems.expected(got, PATH + "." + key, expected);
  }
}
