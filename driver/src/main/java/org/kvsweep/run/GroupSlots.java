package org.kvsweep.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.kvsweep.schedule.Slots;
import org.kvsweep.sweep.PlannedTrial;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses to wait forever for a cluster that can't give a trial all its workers. */
final class GroupSlots {
  private static final Logger LOG = LoggerFactory.getLogger(GroupSlots.class);

  private final Optional<PlannedTrial> widest;
  private final Cluster cluster;
  private Instant waitingSince = Instant.MAX;

  /** The slots that the trials of a sweep need in that cluster. */
  GroupSlots(Cluster cluster, List<PlannedTrial> trials) {
    this.cluster = cluster;
    widest =
        trials.stream()
            .filter(trial -> trial.workers() > 1)
            .max(Comparator.comparingInt(cluster::width));
  }

  /**
   * Looks at a sweep of which nothing runs although it has not ended.
   *
   * @throws UnfitExecutorException if the slots are too few, and have been for too long
   */
  void waiting(Slots now, Instant at) throws UnfitExecutorException {
    int needed = widest.map(cluster::width).orElse(0);
    if (now.total() == 0 || now.total() >= needed) {
      waitingSince = Instant.MAX;
      return;
    }
    Duration patience = cluster.patience();
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
