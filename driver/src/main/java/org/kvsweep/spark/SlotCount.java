package org.kvsweep.spark;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.kvsweep.run.wire.Place;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.schedule.Slots;
import scala.collection.JavaConverters;

/**
 * Counts the trials that the executors which are there now can run side by side. A slot whose trial
 * was given up but does not leave is not counted, until its executor goes away.
 */
final class SlotCount {
  private final SparkContext context;
  private final WholeExecutor alone;
  private final Map<AttemptId, Place> stuck = new HashMap<>();

  SlotCount(SparkContext context, WholeExecutor alone) {
    this.context = context;
    this.alone = alone;
  }

  /** An attempt was given up and may keep its slot. */
  void givenUp(AttemptId id, Place place) {
    stuck.put(id, place);
  }

  /** An attempt that was given up did not keep its slot. */
  void left(AttemptId id) {
    stuck.remove(id);
  }

  Slots now() {
    forgetTheDead();
    int total = Math.max(0, all() - stuck.size());
    return new Slots(total, alone.slots(total));
  }

  /** True if every slot is kept by a trial that was given up. */
  boolean allStuck() {
    return !stuck.isEmpty() && stuck.size() >= all();
  }

  private int all() {
    // Not public API of Spark, but the only count that knows cores, task.cpus and GPUs alike.
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  private void forgetTheDead() {
    if (!stuck.isEmpty()) {
      Set<String> alive =
          JavaConverters.seqAsJavaList(context.statusStore().executorList(true)).stream()
              .map(ExecutorSummary::id)
              .collect(Collectors.toSet());
      stuck.values().removeIf(place -> !alive.contains(place.executor()));
    }
  }
}
