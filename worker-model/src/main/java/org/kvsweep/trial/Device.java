package org.kvsweep.trial;

import java.util.Objects;

/**
 * A GPU that a trial has been given.
 *
 * @param index as the GPU's maker numbers those that the process sees, from 0
 * @param description name and memory, for people; may be empty
 */
public record Device(int index, String description) {
  public Device {
    Objects.requireNonNull(description, "description");
    if (index < 0) {
      throw new IllegalArgumentException(
          "Cannot use a GPU: expected a number from 0, got " + index);
    }
  }

  @Override
  public String toString() {
    return description.isEmpty() ? "gpu " + index : "gpu %d, %s".formatted(index, description);
  }
}
