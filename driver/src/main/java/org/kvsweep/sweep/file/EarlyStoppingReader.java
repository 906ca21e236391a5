package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kvsweep.sweep.Choice;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Reported;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.sweep.file.YamlNode.Sequence;

/** Reads {@code early-stopping}, such as {@code {method: asha, reduction: 3}}. */
final class EarlyStoppingReader {
  static final String PATH = "early-stopping";
  private static final String METHOD = "method";
  private static final String METRIC = "metric";
  private static final String REDUCTION = "reduction";
  private static final String AT = "at";
  private static final List<String> KEYS = List.of(METHOD, METRIC, REDUCTION, AT);
  private static final String DEFAULT_METRIC = "validation-loss";
  private static final int DEFAULT_REDUCTION = 3;
  private static final int MOST_REDUCTION = 100;

  private final Problems problems;

  private EarlyStoppingReader(Problems problems) {
    this.problems = problems;
  }

  /** The rule; empty if the file has none, or one with problems, which are then reported. */
  static Optional<EarlyStopping> read(Optional<Entry> entry, Problems problems) {
    YamlNode value = entry.map(Entry::value).orElse(null);
    if (value instanceof Mapping mapping) {
      return new EarlyStoppingReader(problems).read(mapping);
    }
    if (value != null && !(value instanceof Reported)) {
      problems.add(
          value.position(),
          PATH,
          "expected a mapping such as {method: asha}, got " + value.description());
    }
    return Optional.empty();
  }

  private Optional<EarlyStopping> read(Mapping mapping) {
    boolean known = !problems.unknownKeys(mapping, PATH, KEYS);
    Optional<EarlyStopping.Method> method = method(mapping);
    Optional<String> metric = metric(mapping);
    Optional<Integer> reduction = method.flatMap(given -> reduction(mapping, given));
    Optional<List<Double>> rungs =
        method.isPresent() && reduction.isPresent()
            ? rungs(mapping, method.get(), reduction.get())
            : Optional.empty();
    return known && metric.isPresent() && rungs.isPresent()
        ? Optional.of(
            new EarlyStopping(
                method.get(), new Objective(metric.get()), rungs.get(), reduction.get()))
        : Optional.empty();
  }

  private Optional<EarlyStopping.Method> method(Mapping mapping) {
    YamlNode value = mapping.entry(METHOD).map(Entry::value).orElse(null);
    Optional<EarlyStopping.Method> method = YamlNode.choice(EarlyStopping.Method.class, value);
    if (method.isEmpty() && !(value instanceof Reported)) {
      String expected = "expected " + Choice.words(EarlyStopping.Method.class);
      problem(
          value == null ? mapping.position() : value.position(),
          METHOD,
          value == null ? "missing, " + expected : expected + ", got " + value.description());
    }
    return method;
  }

  private Optional<String> metric(Mapping mapping) {
    YamlNode value = mapping.entry(METRIC).map(Entry::value).orElse(null);
    if (value == null) {
      return Optional.of(DEFAULT_METRIC);
    }
    if (value instanceof Scalar scalar && scalar.text().matches("(validation|train)-[a-z0-9-]+")) {
      return Optional.of(scalar.text());
    }
    if (!(value instanceof Reported)) {
      problem(
          value.position(),
          METRIC,
          "expected a metric of validation or training data such as validation-accuracy"
              + " (choosing by test data would spoil the comparison), got "
              + value.description());
    }
    return Optional.empty();
  }

  private Optional<Integer> reduction(Mapping mapping, EarlyStopping.Method method) {
    Optional<Entry> entry = mapping.entry(REDUCTION);
    if (method == EarlyStopping.Method.MEDIAN) {
      entry.ifPresent(
          given -> problem(given.position(), REDUCTION, "the median rule lets half go on, always"));
      return Optional.of(2);
    }
    if (entry.isEmpty()) {
      return Optional.of(DEFAULT_REDUCTION);
    }
    YamlNode value = entry.get().value();
    if (value instanceof Scalar scalar
        && scalar.value() instanceof Long number
        && number >= 2
        && number <= MOST_REDUCTION) {
      return Optional.of(number.intValue());
    }
    problem(
        value.position(),
        REDUCTION,
        "expected a whole number from 2 to %d, got %s"
            .formatted(MOST_REDUCTION, value.description()));
    return Optional.empty();
  }

  private Optional<List<Double>> rungs(
      Mapping mapping, EarlyStopping.Method method, int reduction) {
    Optional<Entry> entry = mapping.entry(AT);
    if (entry.isEmpty()) {
      double share = 1.0 / reduction;
      return Optional.of(
          switch (method) {
            case ASHA -> List.of(share * share, share);
            case MEDIAN -> List.of(share);
          });
    }
    YamlNode value = entry.get().value();
    List<YamlNode> items = value instanceof Sequence list ? list.items() : List.of(value);
    List<Double> rungs = new ArrayList<>();
    double last = 0;
    for (YamlNode item : items) {
      if (item instanceof Scalar scalar
          && scalar.value() instanceof Number number
          && number.doubleValue() > last
          && number.doubleValue() < 1) {
        last = number.doubleValue();
        rungs.add(last);
      } else if (!(item instanceof Reported)) {
        problem(
            item.position(),
            AT,
            "expected ascending shares of the budget between 0 and 1, got " + item.description());
      }
    }
    return rungs.isEmpty() || rungs.size() < items.size() ? Optional.empty() : Optional.of(rungs);
  }

  private void problem(Position position, String key, String message) {
    problems.add(position, PATH + "." + key, message);
  }
}
