package org.kvsweep.run;

import org.kvsweep.run.wire.Place;
import org.kvsweep.schedule.Attempt;
import org.kvsweep.schedule.AttemptId;

/** The facts that the run knows of an attempt beyond the scheduler's. */
final class SubmittedAttempt {
  static final Place NOWHERE = new Place("none", "no host");

  /** The task of an attempt that has not said that it begins. */
  static final long NO_TASK = -1;

  private enum State {
    /** The cluster has the attempt. */
    SUBMITTED,
    /** The attempt is on an executor. */
    RUNNING,
    /** The attempt is on an executor that goes away, and was told to keep its state and stop. */
    DISPLACED
  }

  private final Attempt attempt;
  private State state = State.SUBMITTED;
  private Place place = NOWHERE;
  private long task = NO_TASK;
  private boolean stepped;

  SubmittedAttempt(Attempt attempt) {
    this.attempt = attempt;
  }

  Attempt attempt() {
    return attempt;
  }

  AttemptId id() {
    return attempt.id();
  }

  Place place() {
    return place;
  }

  long task() {
    return task;
  }

  /** Takes in that the attempt runs now, at that place, as that task. */
  void began(Place where, long asTask) {
    place = where;
    task = asTask;
    state = state == State.SUBMITTED ? State.RUNNING : state;
  }

  /** Takes in that the attempt has done a step. */
  void step() {
    stepped = true;
  }

  /** Returns whether the attempt is known to have done a step. */
  boolean stepped() {
    return stepped;
  }

  boolean running() {
    return state != State.SUBMITTED;
  }

  /** Takes in that the attempt was told to stop because its executor goes away. */
  void displace() {
    state = State.DISPLACED;
  }

  boolean displaced() {
    return state == State.DISPLACED;
  }
}
