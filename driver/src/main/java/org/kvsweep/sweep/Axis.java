package org.kvsweep.sweep;

import java.util.List;
import java.util.Objects;

/**
 * A key with more than one value.
 *
 * @param values in the order of the file
 */
public record Axis(SettingPath path, List<Object> values) {
  public Axis {
    Objects.requireNonNull(path, "path");
    values = List.copyOf(values);
  }
}
