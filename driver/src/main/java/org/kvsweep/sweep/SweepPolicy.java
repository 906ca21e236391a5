package org.kvsweep.sweep;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules of a sweep beyond training each of its trials once to the end.
 *
 * @param earlyStopping empty if every trial has its whole budget
 * @param moreSeeds empty if no cell gets more seeds than the file gives it
 * @param tuning empty if the file itself says what is trained
 * @param confirmation empty if no settings are chosen and trained again
 * @param notes sentences for people about how cells were chosen and what will happen to them
 */
public record SweepPolicy(
    Optional<EarlyStopping> earlyStopping,
    Optional<MoreSeeds> moreSeeds,
    Optional<Tuning> tuning,
    Optional<Confirmation> confirmation,
    List<String> notes) {
  /** The policy of training every trial once, to the end. */
  public static final SweepPolicy PLAIN =
      new SweepPolicy(Optional.empty(), Optional.empty(), List.of());

  /** The rules of a sweep whose trials are all compared. */
  public SweepPolicy(
      Optional<EarlyStopping> earlyStopping, Optional<MoreSeeds> moreSeeds, List<String> notes) {
    this(earlyStopping, moreSeeds, Optional.empty(), Optional.empty(), notes);
  }

  public SweepPolicy {
    Objects.requireNonNull(earlyStopping, "earlyStopping");
    Objects.requireNonNull(moreSeeds, "moreSeeds");
    Objects.requireNonNull(tuning, "tuning");
    Objects.requireNonNull(confirmation, "confirmation");
    notes = List.copyOf(notes);
  }

  /** Returns the metrics by which trials are stopped or settings proposed. */
  Set<String> chosenBy() {
    return Stream.concat(
            earlyStopping.stream().map(EarlyStopping::objective),
            tuning.stream().map(Tuning::objective))
        .map(Objective::metric)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns whether settings are chosen by the results of trials that enter no comparison. */
  public boolean chooses() {
    return tuning.isPresent() || confirmation.isPresent();
  }
}
