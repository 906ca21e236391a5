package org.kvsweep.run;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.kvsweep.run.wire.Place;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.schedule.Silence;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialOutcome;

/** An event that the thread of a run waits for. */
sealed interface SweepEvent {

  /**
   * Hands this event to the method for its kind.
   *
   * @throws IOException if results cannot be written
   */
  void to(Handler handler) throws IOException;

  /** Handles events, each kind by a method of its own. */
  interface Handler {
    void begun(Begun event);

    void progressed(Progressed event);

    void evaluated(Evaluated event);

    void left(Left event);

    void unfit(Unfit event) throws UnfitExecutorException;

    void inspected(Inspected event) throws IOException;

    void returned(Returned event) throws IOException;

    void handedIn(HandedIn event) throws IOException;

    void unreported(Unreported event) throws IOException;

    void executorRemoved(ExecutorRemoved event) throws IOException;

    void stopAsked(StopAsked event);
  }

  /** An attempt begins to run. */
  record Begun(AttemptId id, Place place, long task) implements SweepEvent {
    @Override
    public void to(Handler handler) {
      handler.begun(this);
    }
  }

  /** An attempt has reported; the newest report is in the mailbox. */
  record Progressed(AttemptId id) implements SweepEvent {
    @Override
    public void to(Handler handler) {
      handler.progressed(this);
    }
  }

  /** An attempt was evaluated. */
  record Evaluated(AttemptId id, EpochMetrics metrics) implements SweepEvent {
    @Override
    public void to(Handler handler) {
      handler.evaluated(this);
    }
  }

  /** An attempt that was given up has left its slot. */
  record Left(AttemptId id) implements SweepEvent {
    @Override
    public void to(Handler handler) {
      handler.left(this);
    }
  }

  /** An executor can't run the trials of this sweep. */
  record Unfit(String why) implements SweepEvent {
    @Override
    public void to(Handler handler) throws UnfitExecutorException {
      handler.unfit(this);
    }
  }

  /**
   * Tells what the executor of a silent attempt was doing.
   *
   * @param answered false if it does not answer at all
   */
  record Inspected(Silence silence, boolean answered, String stacks) implements SweepEvent {
    @Override
    public void to(Handler handler) throws IOException {
      handler.inspected(this);
    }
  }

  /** The job of an attempt came back. */
  record Returned(TrialReport report) implements SweepEvent {
    @Override
    public void to(Handler handler) throws IOException {
      handler.returned(this);
    }
  }

  /**
   * An attempt ended, and its task begins the next.
   *
   * @param report of the one that ended
   */
  record HandedIn(AttemptId ended, Supplier<TrialReport> report, AttemptId next)
      implements SweepEvent {
    @Override
    public void to(Handler handler) throws IOException {
      handler.handedIn(this);
    }
  }

  /**
   * An attempt ended without a report, or never started.
   *
   * @param place where it ran, if the cluster says so
   */
  record Unreported(AttemptId id, TrialOutcome outcome, Optional<Place> place)
      implements SweepEvent {
    @Override
    public void to(Handler handler) throws IOException {
      handler.unreported(this);
    }
  }

  /** An executor is gone, for that reason. */
  record ExecutorRemoved(String executor, TrialOutcome.Failed why) implements SweepEvent {
    @Override
    public void to(Handler handler) throws IOException {
      handler.executorRemoved(this);
    }
  }

  /** The user wants the sweep to end, and running trials interrupted after the grace. */
  record StopAsked(Duration grace) implements SweepEvent {
    @Override
    public void to(Handler handler) {
      handler.stopAsked(this);
    }
  }
}
