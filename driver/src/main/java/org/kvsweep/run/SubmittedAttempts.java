package org.kvsweep.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.kvsweep.run.wire.Place;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.schedule.Attempt;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialProgress;

/** The attempts that the cluster has, and what goes to and comes from them. */
final class SubmittedAttempts {
  private final Cluster cluster;
  private final ClusterJobs jobs;
  private final AttemptMailbox mailbox;
  private final TrialOrders orders;
  private final Map<AttemptId, SubmittedAttempt> attempts = new HashMap<>();

  SubmittedAttempts(Cluster cluster, ClusterJobs jobs, AttemptMailbox mailbox, TrialOrders orders) {
    this.cluster = cluster;
    this.jobs = jobs;
    this.mailbox = mailbox;
    this.orders = orders;
  }

  /** Hands an attempt to the cluster. */
  void submit(Attempt attempt) {
    int workers = attempt.trial().workers();
    mailbox.open(attempt.id(), workers);
    attempts.put(attempt.id(), new SubmittedAttempt(attempt));
    List<TrialOrder> each =
        IntStream.range(0, workers).mapToObj(rank -> orders.order(attempt, rank)).toList();
    jobs.submit(attempt, each);
  }

  /** Starts what the cluster kept, as far as slots have fallen free. */
  void startKept() {
    jobs.startKept();
  }

  /** Takes in how many attempts can run side by side from now on. */
  void slots(int now) {
    jobs.slots(now);
  }

  /** Returns that attempt; empty if it was never submitted or has ended. */
  Optional<SubmittedAttempt> find(AttemptId id) {
    return Optional.ofNullable(attempts.get(id));
  }

  /** Returns the attempt at that trial; empty if there is none now. */
  Optional<SubmittedAttempt> at(TrialId trial) {
    return attempts.values().stream()
        .filter(attempt -> attempt.id().trial().equals(trial))
        .findFirst();
  }

  /** Returns where that attempt runs. */
  Place place(AttemptId id) {
    return find(id).map(SubmittedAttempt::place).orElse(SubmittedAttempt.NOWHERE);
  }

  /** Returns all that there are now. */
  List<SubmittedAttempt> all() {
    return List.copyOf(attempts.values());
  }

  boolean isEmpty() {
    return attempts.isEmpty();
  }

  /** Returns the newest report of that attempt that has not been taken yet. */
  Optional<TrialProgress> takeReport(AttemptId id) {
    return mailbox.take(id);
  }

  void tellToStop(AttemptId id) {
    mailbox.tellToStop(id);
  }

  /** Lets that attempt go on from the rung where it has done that many steps. */
  void letPass(AttemptId id, long step) {
    mailbox.letPass(id, step);
  }

  /** Forgets an attempt that has ended: nothing that is still heard of it counts. */
  void close(AttemptId id) {
    mailbox.close(id);
    attempts.remove(id);
  }

  void cancel(AttemptId id) {
    jobs.cancel(id);
  }

  void cancelAll() {
    jobs.cancelAll();
  }

  /** Returns the attempts that have not begun and ask for more than any executor has now. */
  List<AttemptId> misfits() {
    return attempts.values().stream()
        .filter(attempt -> !attempt.running())
        .map(SubmittedAttempt::id)
        .filter(jobs::misfits)
        .toList();
  }

  /** Tells the attempts on executors that will be taken away to keep their state and stop. */
  void moveFromLeavingExecutors() {
    for (SubmittedAttempt attempt : attempts.values()) {
      if (attempt.running() && !attempt.displaced() && cluster.leaving(attempt.place())) {
        attempt.displace();
        mailbox.tellToStop(attempt.id());
      }
    }
  }
}
