package org.kvsweep.schedule;

import java.util.Objects;
import org.kvsweep.sweep.PlannedTrial;

/**
 * A trial that is to be submitted now.
 *
 * @param number from 1
 * @param room what it may share its executor with
 */
public record Attempt(PlannedTrial trial, int number, Room room) {

  /** The trials that may run beside an attempt. */
  public enum Room {
    /** Other trials run beside it, one on each core. */
    SHARED,
    /** No trial runs beside it: the attempt has an executor, and all of its memory, to itself. */
    ALONE
  }

  public Attempt {
    Objects.requireNonNull(trial, "trial");
    Objects.requireNonNull(room, "room");
  }

  public AttemptId id() {
    return new AttemptId(trial.id(), number);
  }
}
