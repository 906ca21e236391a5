package org.kvsweep.run.wire;

import java.time.Duration;
import java.util.Objects;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.Rungs;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * The order for an executor to run an attempt: the one element of a trial's job. Crosses the wire
 * by Kryo.
 *
 * @param attempt from 1
 * @param rank of the worker among those that train the trial together, from 0
 * @param resources that the trial asks for, in words; empty if it asks for nothing
 * @param dataFolder where the trial finds its files on the driver
 * @param data what the driver has found in these
 * @param keep of which trials the driver keeps the model
 * @param rungs where the driver decides whether the trial goes on, and hears of its evaluations
 */
public record TrialOrder(
    TrialSpec spec,
    int attempt,
    int rank,
    String resources,
    String dataFolder,
    DataChecksums data,
    Keep keep,
    CheckpointOrder checkpoints,
    Rungs rungs) {

  /**
   * The longest time since its begin after which a task takes on another trial. Trials that take
   * longer have a task, a job and a line in Spark's UI each.
   */
  public static final Duration TAKES_ON = Duration.ofSeconds(1);

  public TrialOrder {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(resources, "resources");
    Objects.requireNonNull(dataFolder, "dataFolder");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(checkpoints, "checkpoints");
    Objects.requireNonNull(keep, "keep");
    Objects.requireNonNull(rungs, "rungs");
  }

  /** Returns the number of workers that train the trial together. */
  public int workers() {
    return TrainingKeys.distribution(spec.training()).workers();
  }

  /** Returns whether this worker speaks for the trial: it reports, evaluates and saves state. */
  public boolean leads() {
    return rank == 0;
  }

  public AttemptId id() {
    return new AttemptId(TrialId.of(spec), attempt);
  }
}
