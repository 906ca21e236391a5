package org.kvsweep.run;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kvsweep.run.wire.Place;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepSpec;

/**
 * A cluster of executors on which sweeps run, one sweep at a time. Everything that a run needs of
 * Spark stands here; a test runs sweeps on a cluster in memory. The thread of the run calls the
 * methods.
 */
public interface Cluster extends AutoCloseable {

  /**
   * Refuses trials that this cluster can never run, before anything starts.
   *
   * @throws UnfitExecutorException if a trial asks for what no executor has
   */
  void check(List<PlannedTrial> trials) throws UnfitExecutorException;

  /**
   * Begins a sweep.
   *
   * @param data the files that executors need
   * @param listener hears how attempts end, on any thread
   */
  ClusterJobs begin(SweepSpec sweep, SweepData data, AttemptListener listener);

  /** Delivers the messages of executors to that receiver from now on, on any thread. */
  void deliverTo(MessageReceiver receiver);

  /** Counts the trials that the executors of this moment can run side by side. */
  int slots();

  /** Counts the executors that there are. */
  int executors();

  /**
   * Returns the slots that an attempt takes that has an executor to itself.
   *
   * @param total slots of all executors
   */
  int slotsOfOneExecutor(int total);

  /** Returns the slots that a trial takes with all its workers. */
  int width(PlannedTrial trial);

  /** Returns how long executors may take to come; zero where all that will come are there. */
  Duration patience();

  /** Returns whether the executor at that place is there. */
  boolean alive(Place place);

  /** Returns whether the executor at that place has been announced to be taken away. */
  boolean leaving(Place place);

  /** Returns the address of the log of that place; empty where the cluster does not say. */
  Optional<String> log(Place place);

  /**
   * Asks the executor at that place what its threads are doing. The answer comes on any thread,
   * within seconds.
   *
   * @param task the task that matters most
   */
  void inspect(Place place, long task, Inspection answer);

  /** Ends the executor at that place, which does not answer, and starts another. */
  void replace(Place place);

  /** Returns whether the cluster itself has ended, so that no attempt can run any more. */
  boolean ended();

  /** Takes in that the sweep ends: what becomes of its attempts from now on is no news. */
  void sweepEnds();

  /** Returns the listener that keeps the metrics of this cluster up to date. */
  SweepListener metrics();

  @Override
  void close();

  /** Receives what an executor was doing. */
  @FunctionalInterface
  interface Inspection {
    /**
     * Takes the answer.
     *
     * @param answered false if the executor did not answer
     * @param stacks of its threads, as text; why there are none where there are none
     */
    void inspected(boolean answered, String stacks);
  }
}
