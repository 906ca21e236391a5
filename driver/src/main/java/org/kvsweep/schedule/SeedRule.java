package org.kvsweep.schedule;

import java.util.Map;
import java.util.Set;
import org.kvsweep.trial.TrialOutcome;

/** Says which sides of a cell another seed may tell from the baseline. */
@FunctionalInterface
public interface SeedRule {
  /** The rule that never adds a seed. */
  SeedRule NEVER = cell -> Set.of();

  /**
   * The sides that are undecided. A function of the outcomes alone, so that a sweep that was
   * interrupted decides as it would have.
   *
   * @param cell how its trials ended, by side and seed
   */
  Set<String> undecided(Map<String, Map<Long, TrialOutcome>> cell);
}
