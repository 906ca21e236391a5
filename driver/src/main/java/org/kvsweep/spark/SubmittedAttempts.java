package org.kvsweep.spark;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kvsweep.run.wire.Place;
import org.kvsweep.schedule.Attempt;
import org.kvsweep.schedule.AttemptId;

/** The attempts that Spark has: where they run and as which task, and what they are told. */
final class SubmittedAttempts {
  static final Place NOWHERE = new Place("none", "no host");
  static final long NO_TASK = -1;

  private final AttemptMailbox mailbox;
  private final TrialJobs jobs;
  private final Decommissions decommissions;
  private final Map<AttemptId, Submitted> attempts = new HashMap<>();
  private final Set<AttemptId> decommissioned = new HashSet<>();

  /** What the driver knows of an attempt beyond the scheduler. */
  record Submitted(Attempt attempt, Place place, long task) {
    boolean begun() {
      return !place.equals(NOWHERE);
    }
  }

  SubmittedAttempts(AttemptMailbox mailbox, TrialJobs jobs, Decommissions decommissions) {
    this.mailbox = mailbox;
    this.jobs = jobs;
    this.decommissions = decommissions;
  }

  void submit(Attempt attempt) {
    mailbox.open(attempt.id(), attempt.trial().workers());
    attempts.put(attempt.id(), new Submitted(attempt, NOWHERE, NO_TASK));
    jobs.submit(attempt);
  }

  /** Takes in that the attempt runs now, at that place. */
  Attempt began(SweepEvent.Begun begun) {
    Attempt attempt = attempts.get(begun.id()).attempt();
    attempts.put(begun.id(), new Submitted(attempt, begun.place(), begun.task()));
    return attempt;
  }

  /** Null if there is no such attempt, or no longer. */
  Submitted get(AttemptId id) {
    return attempts.get(id);
  }

  Place place(AttemptId id) {
    Submitted attempt = attempts.get(id);
    return attempt == null ? NOWHERE : attempt.place();
  }

  /** All that there are now. */
  List<Submitted> all() {
    return List.copyOf(attempts.values());
  }

  /** Nothing that is still heard of it counts. */
  void close(AttemptId id) {
    mailbox.close(id);
    attempts.remove(id);
    decommissioned.remove(id);
  }

  /** Tells the attempts on executors that will be taken away to keep their state and stop. */
  void moveFromDecommissioned() {
    for (Submitted attempt : attempts.values()) {
      AttemptId id = attempt.attempt().id();
      if (attempt.begun() && decommissions.announced(attempt.place()) && decommissioned.add(id)) {
        mailbox.tellToStop(id);
      }
    }
  }

  /** Whether it was told to stop because its executor will be taken away. */
  boolean displaced(AttemptId id) {
    return decommissioned.contains(id);
  }
}
