package org.kvsweep.speed;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.sweep.PlannedTrial;

/** The speeds that were measured on one machine, by the shape of steps. */
public record MeasuredSpeeds(Map<StepShape, StepSpeed> steps) {
  /** Nothing has been measured. */
  public static final MeasuredSpeeds NONE = new MeasuredSpeeds(Map.of());

  public MeasuredSpeeds {
    steps = Map.copyOf(steps);
  }

  /** The speed of that trial's steps; empty if it was not measured. */
  public Optional<StepSpeed> of(PlannedTrial trial) {
    return Optional.ofNullable(steps.get(StepShape.of(trial)));
  }

  /** Returns these speeds, with others that were measured later. */
  MeasuredSpeeds and(MeasuredSpeeds later) {
    Map<StepShape, StepSpeed> all = new LinkedHashMap<>(steps);
    all.putAll(later.steps);
    return new MeasuredSpeeds(all);
  }
}
