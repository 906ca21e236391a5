package org.kvsweep.sweep;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The rules of a sweep beyond training each of its trials once to the end.
 *
 * @param earlyStopping empty if every trial has its whole budget
 * @param moreSeeds empty if no cell gets more seeds than the file gives it
 * @param notes sentences for people about how cells were chosen and what will happen to them
 */
public record SweepPolicy(
    Optional<EarlyStopping> earlyStopping, Optional<MoreSeeds> moreSeeds, List<String> notes) {
  /** The policy of training every trial once, to the end. */
  public static final SweepPolicy PLAIN =
      new SweepPolicy(Optional.empty(), Optional.empty(), List.of());

  public SweepPolicy {
    Objects.requireNonNull(earlyStopping, "earlyStopping");
    Objects.requireNonNull(moreSeeds, "moreSeeds");
    notes = List.copyOf(notes);
  }
}
