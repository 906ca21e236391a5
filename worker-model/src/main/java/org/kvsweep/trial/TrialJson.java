package org.kvsweep.trial;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Map;
import java.util.TreeMap;

/**
 * Specs and outcomes as JSON.
 *
 * <p>Canonical form: keys sorted, no white space, whole numbers without a point, other numbers as
 * {@link Double#toString} prints them. It is what {@link TrialId} hashes, so it must never change
 * for a spec that has been run.
 */
public final class TrialJson {
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(50).build())
                  .build())
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private TrialJson() {}

  /** The spec as canonical JSON. */
  public static String canonical(TrialSpec spec) {
    try {
      return JSON.writeValueAsString(
          new TreeMap<>(
              Map.of(
                  "task", spec.task().values(),
                  "model", spec.model().values(),
                  "training", spec.training().values(),
                  "seed", spec.seed())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a trial spec as JSON: " + spec, e);
    }
  }
}
