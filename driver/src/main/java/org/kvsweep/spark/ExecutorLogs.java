package org.kvsweep.spark;

import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.kvsweep.run.wire.Place;
import scala.Option;

/** The addresses of executors' logs, also of executors that have gone. */
final class ExecutorLogs {
  private static final String STDERR = "stderr";

  private final SparkContext context;

  ExecutorLogs(SparkContext context) {
    this.context = context;
  }

  /** The address of what is logged there; empty where the cluster manager does not say. */
  Optional<String> of(Place place) {
    try {
      Option<String> log =
          context.statusStore().executorSummary(place.executor()).executorLogs().get(STDERR);
      return log.isDefined() ? Optional.of(log.get()) : Optional.empty();
    } catch (NoSuchElementException unknown) {
      return Optional.empty();
    }
  }
}
