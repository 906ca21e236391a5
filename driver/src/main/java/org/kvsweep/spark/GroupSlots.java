package org.kvsweep.spark;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.apache.spark.SparkContext;
import org.kvsweep.schedule.Slots;
import org.kvsweep.sweep.PlannedTrial;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says where a Spark can't give a trial all its workers, which would be waited for forever. */
final class GroupSlots {
  // Executors of a cluster come one after the other, after containers and images have.
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Logger LOG = LoggerFactory.getLogger(GroupSlots.class);
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";

  private final Optional<PlannedTrial> widest;
  private final ToIntFunction<PlannedTrial> slots;
  private final Duration patience;
  private final boolean dynamic;
  private Instant waitingSince = Instant.MAX;

  /** The slots that the trials of a sweep need in that Spark. */
  GroupSlots(SparkContext context, List<PlannedTrial> trials, ToIntFunction<PlannedTrial> slots) {
    widest =
        trials.stream().filter(trial -> trial.workers() > 1).max(Comparator.comparingInt(slots));
    this.slots = slots;
    patience = context.isLocal() ? Duration.ZERO : PATIENCE;
    dynamic = context.conf().getBoolean(DYNAMIC, false);
  }

  /**
   * Looks at Spark before anything runs.
   *
   * @throws UnfitExecutorException if it starts no tasks together
   */
  void check() throws UnfitExecutorException {
    if (widest.isPresent() && dynamic) {
      throw new UnfitExecutorException(
          ("Cannot train one trial with %d workers: they start together or not at all, which Spark"
                  + " refuses to do while it asks for executors as it needs them; run with --conf"
                  + " %s=false and say how many by spark.executor.instances")
              .formatted(widest.get().workers(), DYNAMIC));
    }
  }

  /**
   * Looks at a sweep of which nothing runs although it has not ended.
   *
   * @throws UnfitExecutorException if the slots are too few, and have been for too long
   */
  void waiting(Slots now, Instant at) throws UnfitExecutorException {
    int needed = widest.map(slots::applyAsInt).orElse(0);
    if (now.total() == 0 || now.total() >= needed) {
      waitingSince = Instant.MAX;
      return;
    }
    if (at.isBefore(waitingSince)) {
      waitingSince = at;
      LOG.warn(
          "Waiting up to {} s for {} slots, which a trial with {} workers needs; all executors have {}",
          patience.toSeconds(),
          needed,
          widest.orElseThrow().workers(),
          now.total());
    }
    if (!at.isBefore(waitingSince.plus(patience))) {
      throw new UnfitExecutorException(
          ("Cannot train one trial with %d workers: together they need %d slots, and all executors"
                  + " have %d; give Spark more cores, or the sweep file fewer workers")
              .formatted(widest.orElseThrow().workers(), needed, now.total()));
    }
  }
}
