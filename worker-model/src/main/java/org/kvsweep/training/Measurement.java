package org.kvsweep.training;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.kvsweep.kernel.Score;

/**
 * The measurement of a network on a part of the data.
 *
 * @param more metrics that no sum over rows gives, by name
 */
public record Measurement(Score score, Map<String, Double> more) {
  public Measurement {
    more = Collections.unmodifiableMap(new TreeMap<>(more));
  }

  /** A measurement that is a sum over rows alone. */
  public static Measurement of(Score score) {
    return new Measurement(score, Map.of());
  }
}
