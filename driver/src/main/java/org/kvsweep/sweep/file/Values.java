package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.sweep.file.YamlNode.Sequence;

/** Reads what stands after a key: one value or a list of values. */
final class Values {
  private Values() {}

  /** The values that are there; what is no value has been reported. */
  static List<Scalar> read(YamlNode node, String path, Problems problems) {
    Optional<Sequence> sequence = node.sequence();
    if (sequence.isPresent()) {
      return items(sequence.get(), path, problems);
    }
    Optional<Scalar> scalar = node.scalar();
    if (scalar.isEmpty()) {
      problems.expected(node, path, "a value or a list of values");
    }
    return scalar.filter(value -> present(value, path, problems)).stream().toList();
  }

  private static List<Scalar> items(Sequence sequence, String path, Problems problems) {
    if (sequence.items().isEmpty()) {
      problems.add(sequence.position(), path, "expected at least one value, got an empty list");
    }
    List<Scalar> values = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      Optional<Scalar> scalar = item.scalar();
      if (scalar.isEmpty()) {
        problems.expected(item, path, "values in the list");
      } else if (present(scalar.get(), path, problems)) {
        values.add(scalar.get());
      }
    }
    return values;
  }

  private static boolean present(Scalar scalar, String path, Problems problems) {
    if (scalar.value() == null) {
      problems.add(scalar.position(), path, "expected a value, got nothing");
    }
    return scalar.value() != null;
  }
}
