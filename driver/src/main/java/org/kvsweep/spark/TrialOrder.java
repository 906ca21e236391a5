package org.kvsweep.spark;

import java.util.Objects;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.Rungs;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * What an executor is to do: the one element of a trial's job. Crosses the wire by Kryo.
 *
 * @param attempt from 1
 * @param engine the name of the engine that trains
 * @param keep of which trials the driver keeps the model
 * @param rungs where the driver decides whether the trial goes on, and hears of its evaluations
 */
record TrialOrder(
    TrialSpec spec,
    int attempt,
    String engine,
    String dataFolder,
    Keep keep,
    CheckpointOrder checkpoints,
    Rungs rungs) {

  TrialOrder {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(dataFolder, "dataFolder");
    Objects.requireNonNull(checkpoints, "checkpoints");
    Objects.requireNonNull(keep, "keep");
    Objects.requireNonNull(rungs, "rungs");
  }

  AttemptId id() {
    return new AttemptId(TrialId.of(spec), attempt);
  }
}
