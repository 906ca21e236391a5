package org.kvsweep.schedule;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.kvsweep.trial.TrialOutcome;

/** The meaning of an attempt's end for the sweep. */
public sealed interface AttemptVerdict {

  /**
   * Hands this verdict to the method for its kind.
   *
   * @throws IOException if results cannot be written
   */
  void to(Handler handler) throws IOException;

  /** Returns how long the attempt ran, if its trial is over; empty otherwise. */
  default Optional<Duration> took() {
    return Optional.empty();
  }

  /** Carries out verdicts, each kind by a method of its own. */
  interface Handler {
    void over(Over verdict) throws IOException;

    void again(Again verdict);

    void setAside(SetAside verdict);

    void leftOpen(LeftOpen verdict);

    void late(Late verdict);
  }

  /**
   * The trial is over, with this outcome.
   *
   * @param started when the attempt began to run, or was submitted if it never said so
   * @param ended when it stopped running, which may be long before it was decided what that means
   */
  record Over(Attempt attempt, TrialOutcome outcome, Instant started, Instant ended)
      implements AttemptVerdict {
    @Override
    public void to(Handler handler) throws IOException {
      handler.over(this);
    }

    @Override
    public Optional<Duration> took() {
      return Optional.of(Duration.between(started, ended));
    }
  }

  /** The trial will be tried again. */
  record Again(Attempt attempt, int nextAttempt, String reason) implements AttemptVerdict {
    @Override
    public void to(Handler handler) {
      handler.again(this);
    }
  }

  /**
   * The trial has got to where it is decided whether it goes on. {@link Scheduler#settled} tells of
   * it again if it is over; otherwise it is launched once more.
   */
  record SetAside(Attempt attempt) implements AttemptVerdict {
    @Override
    public void to(Handler handler) {
      handler.setAside(this);
    }
  }

  /**
   * The trial is left to the next run of the sweep.
   *
   * @param reason why it does not go on in this one
   */
  record LeftOpen(Attempt attempt, String reason) implements AttemptVerdict {
    @Override
    public void to(Handler handler) {
      handler.leftOpen(this);
    }
  }

  /** The attempt had been given up: nothing changes. */
  record Late(AttemptId id) implements AttemptVerdict {
    @Override
    public void to(Handler handler) {
      handler.late(this);
    }
  }
}
