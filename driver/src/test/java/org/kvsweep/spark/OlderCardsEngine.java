package org.kvsweep.spark;

import org.kvsweep.trial.EngineProvider;

/** An engine of the tests, which has no code for GPUs of compute capability 9.0 and up. */
public interface OlderCardsEngine extends EngineProvider {
  @Override
  default boolean hasCodeFor(double computeCapability) {
    return computeCapability < 9.0;
  }
}
