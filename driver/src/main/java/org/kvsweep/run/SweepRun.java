package org.kvsweep.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.schedule.Pause;
import org.kvsweep.schedule.Scheduler;
import org.kvsweep.schedule.Slots;
import org.kvsweep.schedule.SweepEnd;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.TrialId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of one sweep on a cluster. One thread, the one that calls {@link #run}, owns the
 * scheduler, writes the results and calls the listener; the threads of the cluster only leave
 * events for it.
 */
final class SweepRun implements SweepEvent.Handler {
  private static final Logger LOG = LoggerFactory.getLogger(SweepRun.class);
  private static final Duration TICK = Duration.ofMillis(500);

  private final Cluster cluster;
  private final InstantSource clock;
  private final ResultsStore results;
  private final SweepListener listener;
  private final RunningNote running;
  private final BlockingQueue<SweepEvent> events;
  private final SubmittedAttempts attempts;
  private final DoubtfulExecutors doubtful;
  private final SlotCount slots;
  private final GroupSlots groups;
  private final HangWatch hangs;
  private final StopOrder stopping = new StopOrder();
  private final Pause betweenTicks = new Pause();
  private final SweepStart start;
  private final Scheduler scheduler;
  private final AttemptProgress progress;
  private final OutcomeRecorder recorder;
  private final AttemptEnds ends;
  private final RequestedStops requests;

  /** A run that begins on that cluster here. */
  private SweepRun(
      Cluster cluster,
      InstantSource clock,
      SweepSpec sweep,
      ResultsStore results,
      SweepListener listener,
      RunOptions options,
      BlockingQueue<SweepEvent> events,
      Map<TrialId, TrialRecord> standing) {
    this.cluster = cluster;
    this.events = events;
    this.clock = clock;
    this.results = results;
    this.running = new RunningNote(results, clock);
    this.listener = running.then(listener);
    this.start = SweepStart.of(sweep, standing, options.seedRule());
    this.scheduler = start.scheduler(options.policy());
    scheduler.widths(cluster::width);
    ClusterJobs jobs = cluster.begin(sweep, options.data(), new EndsAsEvents(events));
    AttemptMailbox mailbox = new AttemptMailbox(events, jobs::next);
    TrialOrders orders = new TrialOrders(options, sweep, results);
    this.attempts = new SubmittedAttempts(cluster, jobs, mailbox, orders);
    this.doubtful = new DoubtfulExecutors(cluster, clock);
    this.slots = new SlotCount(cluster, doubtful);
    this.groups = new GroupSlots(cluster, sweep.trials());
    this.hangs = new HangWatch(cluster, attempts, slots, events);
    this.progress =
        new AttemptProgress(scheduler, start.stopper(), attempts, doubtful, this.listener, clock);
    this.recorder = new OutcomeRecorder(results, sweep.keep(), cluster, clock);
    Optional<GrowingSweep> growing =
        start.growth().map(growth -> new GrowingSweep(growth, standing, scheduler, this.listener));
    this.ends =
        new AttemptEnds(scheduler, attempts, doubtful, recorder, growing, this.listener, clock);
    this.requests = new RequestedStops(results, attempts, ends);
    cluster.deliverTo(mailbox);
  }

  /**
   * Begins a run. Who calls it tells the cluster that the sweep ends, also if this fails.
   *
   * @param events empty; a simulation lets its time pass while the run waits there
   * @throws UnfitExecutorException if the cluster can't run a trial of the sweep
   */
  static SweepRun begin(
      Cluster cluster,
      InstantSource clock,
      SweepSpec sweep,
      ResultsStore results,
      SweepListener listener,
      RunOptions options,
      BlockingQueue<SweepEvent> events)
      throws IOException {
    cluster.check(sweep.trials());
    Map<TrialId, TrialRecord> standing = standing(results, options);
    return new SweepRun(cluster, clock, sweep, results, listener, options, events, standing);
  }

  /** Asks for the end, from any thread; running trials are interrupted after the grace. */
  void stop(Duration grace) {
    events.add(new SweepEvent.StopAsked(grace));
  }

  /** Runs until every trial has ended or none will any more. */
  SweepSummary run() throws IOException, InterruptedException {
    int total = countSlots().total();
    listener.sweepStarted(start.expected(), start.endedBefore(), total);
    SetAsideNote setAside = new SetAsideNote(results);
    running.empty();
    try {
      runToTheEnd(setAside);
      return scheduler.summary();
    } finally {
      cluster.sweepEnds();
      setAside.write(scheduler.setAsideTrials());
      running.empty();
      attempts.cancelAll();
    }
  }

  /**
   * Returns the ended trials that are not trained again, and reopens the others. Their records stay
   * until they have ended anew.
   */
  private static Map<TrialId, TrialRecord> standing(ResultsStore results, RunOptions options)
      throws IOException {
    Map<TrialId, TrialRecord> standing = new LinkedHashMap<>(results.ended());
    List<TrialRecord> again = options.retrained(standing.values());
    again.forEach(record -> standing.remove(record.id()));
    results.reopen(again);
    return standing;
  }

  private void runToTheEnd(SetAsideNote setAside) throws IOException, InterruptedException {
    try {
      handleAll(); // it may have been asked to stop before it began
      while (!finished() && !cluster.ended()) {
        tick();
        ends.launch();
        if (attempts.isEmpty() && recorder.isUpToDate() && !scheduler.stopping()) {
          groups.waiting(slots.now(), clock.instant());
        }
        handleUntilTick(events.poll(TICK.toMillis(), TimeUnit.MILLISECONDS));
        stopIfTold();
        setAside.keep(scheduler::setAsideTrials, clock.instant());
        running.keep();
      }
    } catch (Exception failed) { // Scala throws checked exceptions that it does not declare
      boolean ours = failed instanceof IOException || failed instanceof InterruptedException;
      if (ours || !cluster.ended()) {
        throw failed;
      }
      LOG.debug("The cluster has ended in the middle of something", failed);
    }
    if (cluster.ended() && !scheduler.finished()) {
      scheduler.stop(SweepEnd.SPARK_ENDED);
      handleAll(); // trials that have come to their end all the same
    }
    recorder.finish();
  }

  /**
   * Returns whether nothing is in flight and nothing will be. Trials may be added once others are
   * recorded; where the sweep is to end early, nobody waits for that.
   */
  private boolean finished() {
    return (recorder.isUpToDate() || scheduler.stopping()) && scheduler.finished();
  }

  /** Handles what has happened until then. */
  private void handleAll() throws IOException {
    for (SweepEvent event = events.poll(); event != null; event = events.poll()) {
      handle(event);
    }
  }

  /**
   * Handles what has happened, but no longer than until the next tick: where trials end faster than
   * they are recorded, there is always another event.
   */
  private void handleUntilTick(SweepEvent first) throws IOException {
    for (SweepEvent event = first; event != null; ) {
      handle(event);
      event = betweenTicks.over(clock.instant()) ? null : events.poll();
    }
  }

  private void handle(SweepEvent event) throws IOException {
    if (cluster.ended()) {
      scheduler.stop(SweepEnd.SPARK_ENDED); // what fails from now on fails for that
    }
    event.to(this);
    if (doubtful.changed()) {
      countSlots();
    }
    ends.settle();
  }

  private Slots countSlots() {
    Slots now = slots.now();
    scheduler.slots(now);
    scheduler.noneAhead(doubtful.slots() > 0);
    attempts.slots(now.total());
    return now;
  }

  /** Does what has to be done from time to time, whether anything happens or not. */
  private void tick() throws IOException {
    Instant now = clock.instant();
    if (!betweenTicks.over(now)) {
      return;
    }
    betweenTicks.begin(TICK, now);
    results.checkHeld();
    countSlots();
    scheduler.hanging(now).forEach(hangs::inspect);
    attempts.moveFromLeavingExecutors();
    ends.takeBackMisfits();
    if (requests.look(now) && !scheduler.stopping()) {
      LOG.info("Asked to stop by another process");
      listener.stopAsked(StopOrder.GRACE);
      stopAsked(new SweepEvent.StopAsked(StopOrder.GRACE));
    }
    recorder.tryAgain();
    if (recorder.hasGivenUp() && !scheduler.stopping()) {
      LOG.warn(
          "Stopping, since no trial can be recorded: running trials have {} s to save their state",
          StopOrder.GRACE.toSeconds());
      scheduler.stop();
    }
    if (hangs.noSlotLeft(now)) {
      scheduler.stop(SweepEnd.ALL_SLOTS_HANG);
    }
    scheduler.timeLeft(now).ifPresent(listener::timeLeftEstimated);
    if (stopping.interrupts(now)) {
      for (SubmittedAttempt attempt : attempts.all()) {
        ends.giveUp(attempt.id(), StopOrder.INTERRUPTED);
      }
    }
  }

  /** Tells running trials to stop at their next report, once the sweep is to end early. */
  private void stopIfTold() throws IOException {
    if (!scheduler.stopping() || !stopping.tells(clock.instant())) {
      return;
    }
    if (scheduler.summary().end() == SweepEnd.TOO_MANY_FAILURES && !scheduler.finished()) {
      listener.failureLimitReached(StopOrder.GRACE);
    }
    cluster.sweepEnds();
    for (SubmittedAttempt attempt : attempts.all()) {
      if (attempt.running()) {
        attempts.tellToStop(attempt.id());
      } else {
        ends.giveUp(attempt.id(), StopOrder.INTERRUPTED);
      }
    }
  }

  @Override
  public void begun(SweepEvent.Begun event) {
    ends.began(event.id(), event.place(), event.task(), clock.instant());
  }

  @Override
  public void progressed(SweepEvent.Progressed event) {
    progress.reported(event.id());
  }

  @Override
  public void evaluated(SweepEvent.Evaluated event) {
    progress.evaluated(event.id(), event.metrics());
  }

  @Override
  public void left(SweepEvent.Left event) {
    slots.left(event.id());
  }

  @Override
  public void unfit(SweepEvent.Unfit event) throws UnfitExecutorException {
    throw new UnfitExecutorException(event.why());
  }

  @Override
  public void inspected(SweepEvent.Inspected event) throws IOException {
    AttemptId id = event.silence().attempt().id();
    if (scheduler.stillSilent(event.silence()) && attempts.find(id).isPresent()) {
      ends.giveUp(id, hangs.givenUp(event));
    }
  }

  @Override
  public void returned(SweepEvent.Returned event) throws IOException {
    slots.left(event.report().id()); // also an attempt that was given up before
    ends.returned(event.report());
  }

  @Override
  public void handedIn(SweepEvent.HandedIn event) throws IOException {
    slots.left(event.ended());
    ends.handedIn(event);
  }

  @Override
  public void unreported(SweepEvent.Unreported event) throws IOException {
    ends.unreported(event);
  }

  @Override
  public void executorRemoved(SweepEvent.ExecutorRemoved event) throws IOException {
    ends.executorRemoved(event);
  }

  @Override
  public void stopAsked(SweepEvent.StopAsked event) {
    stopping.asked(event.grace(), clock.instant());
    scheduler.stop();
  }
}
