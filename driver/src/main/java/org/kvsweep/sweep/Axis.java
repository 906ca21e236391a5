package org.kvsweep.sweep;

import java.util.List;

/**
 * A key with more than one value.
 *
 * @param section {@code task}, {@code model} or {@code training}
 * @param key for example {@code attention}
 * @param values in the order of the file
 */
public record Axis(String section, String key, List<Object> values) {
  public Axis {
    values = List.copyOf(values);
  }

  /** The name in tables and filters, for example {@code model.attention}. */
  public String path() {
    return section + "." + key;
  }
}
