package org.kvsweep.speed;

import java.time.Instant;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The speed of steps of one shape.
 *
 * @param seconds of a step of a trial that has the machine for itself
 * @param sideBySideSeconds of a step beside another trial; empty on a machine with one core
 * @param measured when
 */
public record StepSpeed(double seconds, OptionalDouble sideBySideSeconds, Instant measured) {
  /** No step takes longer than a month. */
  private static final double LONGEST_SECONDS = 30 * 86_400;

  public StepSpeed {
    Objects.requireNonNull(measured, "measured");
    check(seconds);
    sideBySideSeconds.ifPresent(StepSpeed::check);
  }

  private static void check(double seconds) {
    if (!(seconds > 0 && seconds <= LONGEST_SECONDS)) {
      throw new IllegalArgumentException(
          "Cannot be the time of a step: expected more than 0 s and at most a month, got "
              + seconds);
    }
  }

  /** Steps that two trials do side by side while one alone does one. */
  public OptionalDouble stepsOfTwo() {
    return sideBySideSeconds.isPresent()
        ? OptionalDouble.of(2 * seconds / sideBySideSeconds.getAsDouble())
        : OptionalDouble.empty();
  }

  /** Seconds of a step where so many trials run side by side. */
  public double seconds(int sideBySide) {
    return sideBySide > 1 ? sideBySideSeconds.orElse(seconds) : seconds;
  }
}
