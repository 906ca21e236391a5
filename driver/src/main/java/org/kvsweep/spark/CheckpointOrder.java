package org.kvsweep.spark;

import java.util.Objects;
import org.kvsweep.results.CheckpointFolder;
import org.kvsweep.trial.CheckpointPolicy;

/**
 * Where and when an executor keeps the state of a trial. Crosses the wire by Kryo.
 *
 * @param address for {@link CheckpointFolder#at}; empty with a policy of never
 */
record CheckpointOrder(String address, CheckpointPolicy policy) {
  static final CheckpointOrder NONE = new CheckpointOrder("", CheckpointPolicy.NEVER);

  CheckpointOrder {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(policy, "policy");
  }
}
