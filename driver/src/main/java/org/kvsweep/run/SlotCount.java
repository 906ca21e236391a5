package org.kvsweep.run;

import java.util.HashMap;
import java.util.Map;
import org.kvsweep.run.wire.Place;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.schedule.Slots;

/**
 * Counts the slots that trials of this run can have. A slot whose trial was given up but does not
 * leave is not counted, until its executor goes away, nor are those of executors in doubt.
 */
final class SlotCount {
  private final Cluster cluster;
  private final DoubtfulExecutors doubtful;
  private final Map<AttemptId, Place> stuck = new HashMap<>();

  SlotCount(Cluster cluster, DoubtfulExecutors doubtful) {
    this.cluster = cluster;
    this.doubtful = doubtful;
  }

  /** Takes in that an attempt was given up and may keep its slot. */
  void givenUp(AttemptId id, Place place) {
    stuck.put(id, place);
  }

  /** Takes in that an attempt that was given up did not keep its slot. */
  void left(AttemptId id) {
    stuck.remove(id);
  }

  Slots now() {
    stuck.values().removeIf(place -> !cluster.alive(place));
    int total = Math.max(0, cluster.slots() - stuck.size() - doubtful.slots());
    return new Slots(total, cluster.slotsOfOneExecutor(total));
  }

  /** Returns whether every slot is kept by a trial that was given up. */
  boolean allStuck() {
    return !stuck.isEmpty() && stuck.size() >= cluster.slots();
  }
}
