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
record Measurement(Score score, Map<String, Double> more) {
  Measurement {
    more = Collections.unmodifiableMap(new TreeMap<>(more));
  }

  static Measurement of(Score score) {
    return new Measurement(score, Map.of());
  }
}
