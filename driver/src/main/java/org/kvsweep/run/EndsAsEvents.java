package org.kvsweep.run;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.kvsweep.run.wire.Place;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.trial.TrialOutcome;

/** Leaves the ends of attempts as events for the thread of the run. */
final class EndsAsEvents implements AttemptListener {
  private final BlockingQueue<SweepEvent> events;

  EndsAsEvents(BlockingQueue<SweepEvent> events) {
    this.events = events;
  }

  @Override
  public void returned(TrialReport report) {
    events.add(new SweepEvent.Returned(report));
  }

  @Override
  public void handedIn(AttemptId ended, Supplier<TrialReport> report, AttemptId next) {
    events.add(new SweepEvent.HandedIn(ended, report, next));
  }

  @Override
  public void unreported(AttemptId id, TrialOutcome outcome, Optional<Place> place) {
    events.add(new SweepEvent.Unreported(id, outcome, place));
  }

  @Override
  public void executorRemoved(String executor, TrialOutcome.Failed why) {
    events.add(new SweepEvent.ExecutorRemoved(executor, why));
  }
}
