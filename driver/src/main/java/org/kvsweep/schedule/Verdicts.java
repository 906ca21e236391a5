package org.kvsweep.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.schedule.halving.EarlyStopper.Standing;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;

/** Decides what the end of an attempt means for its trial and for the sweep. */
final class Verdicts {
  private final SchedulePolicy policy;
  private final CostModel costs;
  private final StartOrder queue;
  private final InFlightAttempts inFlight;
  private final SetAsideTrials setAside;
  private final Tally tally;
  private final StopState stop;

  /** The last attempt at each trial that was displaced and has not ended since. */
  private final Map<TrialId, InFlightAttempt> displaced = new HashMap<>();

  Verdicts(
      SchedulePolicy policy,
      CostModel costs,
      StartOrder queue,
      InFlightAttempts inFlight,
      SetAsideTrials setAside,
      Tally tally,
      StopState stop) {
    this.policy = policy;
    this.costs = costs;
    this.queue = queue;
    this.inFlight = inFlight;
    this.setAside = setAside;
    this.tally = tally;
    this.stop = stop;
  }

  /** Takes in that an attempt has ended, see {@link Scheduler#ended}. */
  AttemptVerdict ended(AttemptId id, TrialOutcome outcome, Instant now) {
    InFlightAttempt attempt = close(id, outcome, now);
    if (attempt == null) {
      return new AttemptVerdict.Late(id);
    }
    return outcome.match(
        completed -> over(attempt, completed, now),
        stopped -> leftOpen(attempt, stopped.reason()),
        diverged -> over(attempt, diverged, now),
        failed -> afterFailure(attempt, failed, now));
  }

  /** Takes in that an attempt was displaced, see {@link Scheduler#displaced}. */
  AttemptVerdict displaced(AttemptId id, TrialOutcome.Stopped outcome, Instant now) {
    InFlightAttempt attempt = close(id, outcome, now);
    if (attempt == null) {
      return new AttemptVerdict.Late(id);
    }
    if (standing(attempt, outcome) != Standing.GOES_ON || stop.stopping()) {
      return atRung(attempt, outcome, now);
    }
    displaced.put(id.trial(), attempt);
    return again(attempt, "its executor goes away");
  }

  /** Takes in a failure that its executor caused, see {@link Scheduler#failedByExecutor}. */
  AttemptVerdict failedByExecutor(
      AttemptId id, TrialOutcome.Failed failed, String place, Instant now) {
    InFlightAttempt attempt = close(id, failed, now);
    if (attempt == null) {
      return new AttemptVerdict.Late(id);
    }
    if (stop.stopping()) {
      return leftOpen(attempt, failed.message());
    }
    return again(
        attempt,
        "%s at %s, where no trial has got to a step: %s"
            .formatted(failed.kind().label(), place, failed.message()));
  }

  /** Takes in why an attempt was displaced, see {@link Scheduler#outOfMemory}. */
  Optional<AttemptVerdict> outOfMemory(AttemptId id, TrialOutcome.Failed failed, Instant now) {
    InFlightAttempt left = displaced.get(id.trial());
    if (left == null || !left.attempt().id().equals(id)) {
      return Optional.empty();
    }
    displaced.remove(id.trial());
    InFlightAttempt again = inFlight.remove(new AttemptId(id.trial(), left.history().attempts()));
    if (again != null) {
      return Optional.of(afterFailure(again, failed, now));
    }
    return queue.remove(left.history())
        ? Optional.of(afterFailure(left, failed, now))
        : Optional.empty();
  }

  /** Takes in that an attempt has stopped at a rung, see {@link Scheduler#setAside}. */
  AttemptVerdict setAside(AttemptId id, TrialOutcome.Stopped outcome, Instant now) {
    InFlightAttempt attempt = close(id, outcome, now);
    return attempt == null ? new AttemptVerdict.Late(id) : atRung(attempt, outcome, now);
  }

  private InFlightAttempt close(AttemptId id, TrialOutcome outcome, Instant now) {
    InFlightAttempt attempt = inFlight.remove(id);
    if (attempt != null) {
      attempt.measure(outcome.run().steps(), now, costs);
      // The last evaluations may be on their way still, or lost.
      setAside.evaluated(attempt.trial(), outcome.run().metrics());
    }
    return attempt;
  }

  private Standing standing(InFlightAttempt attempt, TrialOutcome outcome) {
    return setAside.standing(attempt.trial(), outcome.run().steps());
  }

  private AttemptVerdict atRung(
      InFlightAttempt attempt, TrialOutcome.Stopped outcome, Instant now) {
    Standing standing = standing(attempt, outcome);
    if (standing == Standing.STOPPED) {
      return over(attempt, setAside.stopped(attempt.trial(), outcome), now);
    }
    if (stop.stopping()) {
      return leftOpen(attempt, outcome.reason());
    }
    Duration took = Duration.between(attempt.begin(), now);
    attempt.history().setAside(outcome.run().steps(), took);
    tally.setAside(took, attempt.width(), now);
    if (standing == Standing.WAITS) {
      setAside.add(new SetAsideTrials.SetAside(attempt, outcome, now));
    } else {
      queue.add(attempt.history());
    }
    return new AttemptVerdict.SetAside(attempt.attempt());
  }

  /**
   * Takes in what has been decided on trials that were set aside, see {@link Scheduler#settled}.
   */
  List<AttemptVerdict.Over> settled(Instant now) {
    List<AttemptVerdict.Over> over = new ArrayList<>();
    List<SetAsideTrials.SetAside> decided = setAside.decided();
    while (!decided.isEmpty()) {
      for (SetAsideTrials.SetAside trial : decided) {
        if (setAside.standing(trial) == Standing.STOPPED) {
          over.add(overSince(trial, now));
        } else {
          queue.add(trial.attempt().history());
        }
      }
      decided = setAside.decided(); // by the ends that this made
    }
    return over;
  }

  private AttemptVerdict.Over overSince(SetAsideTrials.SetAside trial, Instant now) {
    InFlightAttempt attempt = trial.attempt();
    TrialOutcome outcome = setAside.stopped(attempt.trial(), trial.outcome());
    setAside.over(attempt.trial(), outcome);
    int width = attempt.width();
    tally.over(outcome, Duration.ZERO, attempt.history().timeBefore(), width, now);
    return new AttemptVerdict.Over(attempt.attempt(), outcome, attempt.begin(), trial.since());
  }

  private AttemptVerdict afterFailure(
      InFlightAttempt attempt, TrialOutcome.Failed failed, Instant now) {
    TrialHistory history = attempt.history();
    boolean retry = history.retryAfter(failed.kind(), policy.retries());
    if (stop.leaving() || (retry && stop.stopping())) {
      return leftOpen(attempt, failed.message());
    }
    if (retry) {
      return again(attempt, failed.kind().label() + ": " + failed.message());
    }
    AttemptVerdict verdict = over(attempt, failed, now);
    if (tally.failed() >= policy.maxFailures()) {
      stop.because(SweepEnd.TOO_MANY_FAILURES);
    }
    return verdict;
  }

  private AttemptVerdict again(InFlightAttempt attempt, String reason) {
    TrialHistory history = attempt.history();
    queue.add(history);
    return new AttemptVerdict.Again(attempt.attempt(), history.attempts() + 1, reason);
  }

  private AttemptVerdict leftOpen(InFlightAttempt attempt, String reason) {
    stop.trialLeftOpen();
    return new AttemptVerdict.LeftOpen(attempt.attempt(), reason);
  }

  private AttemptVerdict over(InFlightAttempt attempt, TrialOutcome outcome, Instant now) {
    Duration took = Duration.between(attempt.begin(), now);
    Duration whole = took.plus(attempt.history().timeBefore());
    tally.over(outcome, took, whole, attempt.width(), now);
    displaced.remove(attempt.trial().id());
    TrialOutcome known = setAside.over(attempt.trial(), outcome);
    return new AttemptVerdict.Over(attempt.attempt(), known, attempt.begin(), now);
  }
}
