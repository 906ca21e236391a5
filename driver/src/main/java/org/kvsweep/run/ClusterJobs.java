package org.kvsweep.run;

import java.util.List;
import java.util.Optional;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.schedule.Attempt;
import org.kvsweep.schedule.AttemptId;

/** The attempts of one sweep on a cluster. */
public interface ClusterJobs {

  /** Takes in how many attempts can run side by side from now on. */
  void slots(int now);

  /**
   * Submits an attempt. The cluster may keep it until a slot falls free.
   *
   * @param orders one for each worker, in the order of ranks
   */
  void submit(Attempt attempt, List<TrialOrder> orders);

  /** Starts what was kept, as far as slots have fallen free. */
  void startKept();

  /**
   * Returns the order that the task of an ended attempt takes on. The report of the ended attempt
   * then goes to the {@link AttemptListener}. Called on any thread.
   *
   * @param report of the ended attempt, in the encoding of this cluster
   * @return an order in the encoding of this cluster; empty if the task is to end, with that report
   *     as its result
   */
  Optional<byte[]> next(AttemptId ended, byte[] report);

  /**
   * Returns whether that attempt, which has not begun, was started for an executor larger than
   * those that are there now, so that it has to be submitted anew.
   */
  boolean misfits(AttemptId id);

  /** Interrupts that attempt, if it has not ended. */
  void cancel(AttemptId id);

  /** Interrupts every attempt that has not ended. */
  void cancelAll();
}
