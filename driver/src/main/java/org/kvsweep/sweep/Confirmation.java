package org.kvsweep.sweep;

import java.util.Objects;
import java.util.stream.LongStream;

/**
 * The training of the best settings of each side with fresh seeds. Only what comes of these is
 * compared: the best of many samples is too good by chance.
 *
 * @param objective by which the best was chosen; never a metric of test data
 * @param firstSeed that no trial was tuned with
 * @param seeds from that one on, the same for every side
 */
public record Confirmation(Objective objective, long firstSeed, int seeds) {
  public Confirmation {
    Objects.requireNonNull(objective, "objective");
    if (firstSeed < 0 || seeds < 1) {
      throw new IllegalArgumentException(
          "Cannot confirm: expected at least one seed from 0 on, got %d from %d on"
              .formatted(seeds, firstSeed));
    }
  }

  /** The seeds, in ascending order. */
  public LongStream freshSeeds() {
    return LongStream.rangeClosed(firstSeed, firstSeed + seeds - 1);
  }
}
