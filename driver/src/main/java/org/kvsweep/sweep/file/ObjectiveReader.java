package org.kvsweep.sweep.file;

import java.util.Optional;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Scalar;

/** Reads the metric that trials are chosen by: one of validation or training data. */
final class ObjectiveReader {
  static final String KEY = "metric";
  private static final Objective USUAL = new Objective("validation-loss");

  private ObjectiveReader() {}

  /**
   * The metric in a mapping, validation-loss if it names none; empty if there is a problem with it.
   *
   * @param section the key of the mapping, for messages
   */
  static Optional<Objective> read(Mapping mapping, String section, Problems problems) {
    Optional<YamlNode> value = mapping.value(KEY);
    if (value.isEmpty()) {
      return Optional.of(USUAL);
    }
    Optional<Objective> objective =
        value
            .get()
            .scalar()
            .map(Scalar::text)
            .filter(text -> text.matches("(validation|train)-[a-z0-9-]+"))
            .map(Objective::new);
    if (objective.isEmpty()) {
      problems.expected(
          value.get(),
          section + "." + KEY,
          "a metric of validation or training data such as validation-accuracy"
              + " (choosing by test data would spoil the comparison)");
    }
    return objective;
  }
}
