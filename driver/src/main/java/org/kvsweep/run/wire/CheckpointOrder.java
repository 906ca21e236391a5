package org.kvsweep.run.wire;

import java.util.Objects;
import org.kvsweep.results.CheckpointFolder;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.trial.CheckpointPolicy;

/**
 * Tells an executor where and when to save the state of a trial. Crosses the wire by Kryo.
 *
 * @param address for {@link CheckpointFolder#at}; empty with a policy of never
 */
public record CheckpointOrder(String address, CheckpointPolicy policy) {
  public static final CheckpointOrder NONE = new CheckpointOrder("", CheckpointPolicy.NEVER);

  /** Returns the order for a sweep with these results and this policy. */
  public static CheckpointOrder of(ResultsStore results, CheckpointPolicy policy) {
    return results
        .checkpointAddress()
        .filter(address -> !policy.never())
        .map(address -> new CheckpointOrder(address, policy))
        .orElse(NONE);
  }

  public CheckpointOrder {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(policy, "policy");
  }
}
