package org.kvsweep.spark;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.spark.SparkContext;
import org.kvsweep.schedule.Slots;
import org.kvsweep.sweep.PlannedTrial;

/** Says where a Spark can't give a trial all its workers, which would be waited for forever. */
final class GroupSlots {
  // Executors of a cluster come one after the other, after containers and images have.
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";

  private final int widest;
  private final Duration patience;
  private final boolean dynamic;
  private Instant waitingSince = Instant.MAX;

  /** The slots that the trials of a sweep need in that Spark. */
  GroupSlots(SparkContext context, List<PlannedTrial> trials) {
    widest = trials.stream().mapToInt(PlannedTrial::workers).max().orElse(1);
    patience = context.isLocal() ? Duration.ZERO : PATIENCE;
    dynamic = context.conf().getBoolean(DYNAMIC, false);
  }

  /**
   * Looks at Spark before anything runs.
   *
   * @throws UnfitExecutorException if it starts no tasks together
   */
  void check() throws UnfitExecutorException {
    if (widest > 1 && dynamic) {
      throw new UnfitExecutorException(
          ("Cannot train one trial with %d workers: they start together or not at all, which Spark"
                  + " refuses to do while it asks for executors as it needs them; run with --conf"
                  + " %s=false and say how many by spark.executor.instances")
              .formatted(widest, DYNAMIC));
    }
  }

  /**
   * Looks at a sweep of which nothing runs although it has not ended.
   *
   * @throws UnfitExecutorException if the slots are too few, and have been for too long
   */
  void waiting(Slots slots, Instant now) throws UnfitExecutorException {
    if (slots.total() == 0 || slots.total() >= widest) {
      waitingSince = Instant.MAX;
      return;
    }
    waitingSince = now.isBefore(waitingSince) ? now : waitingSince;
    if (!now.isBefore(waitingSince.plus(patience))) {
      throw new UnfitExecutorException(
          ("Cannot train one trial with %d workers: each needs a slot, and all executors together"
                  + " have %d; give Spark more cores, or the sweep file fewer workers")
              .formatted(widest, slots.total()));
    }
  }
}
