package org.kvsweep.spark;

import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.kvsweep.run.wire.Place;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executors that answer nobody. Spark itself takes one for dead only after it has missed heartbeats
 * for two minutes, and until then starts further trials there, which never begin.
 */
final class FrozenExecutors {
  private static final Logger LOG = LoggerFactory.getLogger(FrozenExecutors.class);
  private static final String DRIVER = SparkContext$.MODULE$.DRIVER_IDENTIFIER();

  private final SparkContext context;

  FrozenExecutors(SparkContext context) {
    this.context = context;
  }

  /** Tells the cluster to end the executor at that place and to start another. */
  void replace(Place place) {
    if (!place.executor().equals(DRIVER)) {
      LOG.warn("Replacing {}, which does not answer", place);
      // Not public API of Spark; what is would leave the sweep with an executor less.
      context.killAndReplaceExecutor(place.executor());
    }
  }
}
