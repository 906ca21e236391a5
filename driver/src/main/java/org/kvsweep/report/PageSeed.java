package org.kvsweep.report;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The seed of a trial in the data of a page. */
public final class PageSeed {
  /** The largest number that JavaScript tells from the next. */
  private static final long LARGEST_NUMBER = (1L << 53) - 1;

  private PageSeed() {}

  /** Adds the seed, as a text where JavaScript would round its number. */
  public static void put(ObjectNode trial, long seed) {
    if (seed > LARGEST_NUMBER) {
      trial.put("seed", Long.toString(seed));
    } else {
      trial.put("seed", seed);
    }
  }
}
