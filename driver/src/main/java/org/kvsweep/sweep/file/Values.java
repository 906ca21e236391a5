package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Reported;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.sweep.file.YamlNode.Sequence;

/** Reads what stands after a key: one value or a list of values. */
final class Values {
  private Values() {}

  /** The values that are there; what is no value has been reported. */
  static List<Scalar> read(YamlNode node, String path, Problems problems) {
    if (node instanceof Scalar scalar) {
      return present(scalar, path, problems) ? List.of(scalar) : List.of();
    }
    if (node instanceof Sequence sequence) {
      return items(sequence, path, problems);
    }
    if (node instanceof Mapping) {
      problems.add(node.position(), path, "expected a value or a list of values, got a mapping");
    }
    return List.of();
  }

  private static List<Scalar> items(Sequence sequence, String path, Problems problems) {
    if (sequence.items().isEmpty()) {
      problems.add(sequence.position(), path, "expected at least one value, got an empty list");
    }
    List<Scalar> values = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      if (item instanceof Scalar scalar) {
        if (present(scalar, path, problems)) {
          values.add(scalar);
        }
      } else if (!(item instanceof Reported)) {
        problems.add(
            item.position(), path, "expected values in the list, got " + item.description());
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
