package org.kvsweep.run.wire;

import java.util.Objects;
import java.util.Optional;
import org.kvsweep.results.CheckpointFolder;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.TrialId;

/**
 * Tells an executor where and when to save the state of a trial. Crosses the wire by Kryo.
 *
 * @param address for {@link CheckpointFolder#at}; empty if there is nothing to save or to go on
 *     from
 * @param shorterTrial the id of the trial from whose last state this one goes on; empty for none
 */
public record CheckpointOrder(String address, CheckpointPolicy policy, String shorterTrial) {
  public static final CheckpointOrder NONE = new CheckpointOrder("", CheckpointPolicy.NEVER, "");

  /**
   * Returns the order for a trial of a sweep with these results and this policy.
   *
   * @param shorter the trial from whose last state it goes on
   */
  public static CheckpointOrder of(
      ResultsStore results, CheckpointPolicy policy, Optional<TrialId> shorter) {
    boolean idle = policy.equals(CheckpointPolicy.NEVER) && shorter.isEmpty();
    return results
        .checkpointAddress()
        .filter(address -> !idle)
        .map(
            address -> new CheckpointOrder(address, policy, shorter.map(TrialId::value).orElse("")))
        .orElse(NONE);
  }

  public CheckpointOrder {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(shorterTrial, "shorterTrial");
  }

  /** Returns the trial from whose last state this one goes on. */
  public Optional<TrialId> shorter() {
    return shorterTrial.isEmpty() ? Optional.empty() : Optional.of(new TrialId(shorterTrial));
  }
}
