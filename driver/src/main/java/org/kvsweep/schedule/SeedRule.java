package org.kvsweep.schedule;

import java.util.Map;
import java.util.Set;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.trial.TrialOutcome;

/** Says which attentions of a cell another seed may tell from the baseline. */
@FunctionalInterface
public interface SeedRule {
  /** None, ever. */
  SeedRule NEVER = cell -> Set.of();

  /**
   * The attentions that are undecided. A function of the outcomes alone, so that a sweep that was
   * interrupted decides as it would have.
   *
   * @param cell how its trials ended, by attention and seed
   */
  Set<AttentionVariant> undecided(Map<AttentionVariant, Map<Long, TrialOutcome>> cell);
}
