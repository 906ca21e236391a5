package org.kvsweep.spark;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.schedule.Attempt;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.schedule.EarlyStopper;
import org.kvsweep.schedule.Scheduler;
import org.kvsweep.schedule.SeedGrowth;
import org.kvsweep.schedule.Silence;
import org.kvsweep.schedule.SweepEnd;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.schedule.Verdict;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of one sweep. One thread, the one that calls {@link #run}, owns the scheduler, writes the
 * results and calls the listener; Spark's threads only leave events for it.
 */
final class SweepRun {
  private static final Logger LOG = LoggerFactory.getLogger(SweepRun.class);
  private static final Duration TICK = Duration.ofMillis(500);
  // Where a sweep ends itself early, its trials get as long as a person at Ctrl-C would give them.
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Place NOWHERE = new Place("none", "no host");
  private static final long NO_TASK = -1;
  private static final TrialOutcome INTERRUPTED =
      new TrialOutcome.Stopped(TrialRun.none(), "the sweep was stopped");

  private final InstantSource clock;
  private final SweepSpec sweep;
  private final ResultsStore results;
  private final SweepListener listener;
  private final BlockingQueue<SweepEvent> events = new LinkedBlockingQueue<>();
  private final TrialDesk desk = new TrialDesk(events);
  private final TrialJobs jobs;
  private final SlotCount slots;
  private final GroupSlots groups;
  private final TrialResources resources;
  private final StackDumps stacks;
  private final RunOptions options;
  private final Map<AttemptId, InFlight> inFlight = new HashMap<>();
  private final FrozenExecutors frozen;
  private final Decommissions decommissions;
  private final Set<AttemptId> decommissioned = new HashSet<>();
  private Scheduler scheduler;
  private Optional<EarlyStopper> stopper = Optional.empty();
  private Optional<SeedGrowth> growth = Optional.empty();
  private boolean metricMissed;
  private Instant nextTick = Instant.MIN;
  // A trial that can be interrupted gives its slot back within moments.
  private Instant stuckSince = Instant.MAX;
  private Instant interruptAt = Instant.MAX;
  private boolean stopTold;

  /** What the driver knows of an attempt beyond the scheduler: where it runs, as which task. */
  private record InFlight(Attempt attempt, Place place, long task) {
    boolean begun() {
      return !place.equals(NOWHERE);
    }
  }

  SweepRun(
      JavaSparkContext spark,
      InstantSource clock,
      SweepSpec sweep,
      ResultsStore results,
      SweepListener listener,
      RunOptions options) {
    this.clock = clock;
    this.sweep = sweep;
    this.results = results;
    this.listener = listener;
    this.options = options;
    TaskProfiles profiles = new TaskProfiles(spark.sc());
    WholeExecutor alone = new WholeExecutor(profiles);
    this.resources = new TrialResources(spark.sc(), profiles);
    CheckpointOrder checkpoints =
        results
            .checkpointAddress()
            .filter(address -> !sweep.checkpoints().never())
            .map(address -> new CheckpointOrder(address, sweep.checkpoints()))
            .orElse(CheckpointOrder.NONE);
    this.jobs = new TrialJobs(spark, options, sweep, checkpoints, alone, resources, events::add);
    this.slots = new SlotCount(spark.sc(), alone);
    this.groups = new GroupSlots(spark.sc(), sweep.trials(), resources::slots);
    this.stacks = new StackDumps(spark.sc());
    this.frozen = new FrozenExecutors(spark.sc());
    this.decommissions = new Decommissions(spark.sc());
  }

  TrialDesk desk() {
    return desk;
  }

  void stop(Duration grace) {
    events.add(new SweepEvent.StopAsked(grace));
  }

  SweepSummary run() throws IOException, InterruptedException {
    groups.check();
    resources.check(sweep.trials());
    Map<TrialId, TrialRecord> ended = results.ended();
    growth =
        sweep
            .procedure()
            .moreSeeds()
            .map(
                limit ->
                    SeedGrowth.resume(
                        limit, options.seedRule(), sweep.trials(), id -> outcome(ended, id)));
    List<PlannedTrial> trials = growth.map(SeedGrowth::trials).orElse(sweep.trials());
    List<PlannedTrial> open =
        trials.stream().filter(trial -> !ended.containsKey(trial.id())).toList();
    int endedBefore = trials.size() - open.size();
    stopper = sweep.procedure().earlyStopping().map(rule -> new EarlyStopper(rule, trials));
    stopper.ifPresent(deciding -> takeIn(deciding, trials, ended));
    scheduler = new Scheduler(open, endedBefore, proven(ended), options.policy(), stopper);
    scheduler.widths(resources::slots);
    scheduler.slots(slots.now());
    listener.sweepStarted(trials.size(), endedBefore, slots.now().total());
    try {
      while (!scheduler.finished()) {
        tick();
        launch();
        if (inFlight.isEmpty() && !scheduler.stopping()) {
          groups.waiting(slots.now(), clock.instant());
        }
        SweepEvent event = events.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
        while (event != null) {
          handle(event);
          event = events.poll();
        }
        stopIfTold();
      }
      return scheduler.summary();
    } finally {
      jobs.cancelAll();
      stacks.close();
    }
  }

  private static TrialOutcome outcome(Map<TrialId, TrialRecord> ended, TrialId id) {
    TrialRecord record = ended.get(id);
    return record == null ? null : record.outcome();
  }

  /** In the order in which they ended. */
  private static void takeIn(
      EarlyStopper stopper, List<PlannedTrial> trials, Map<TrialId, TrialRecord> ended) {
    Map<TrialId, PlannedTrial> known = new HashMap<>();
    trials.forEach(trial -> known.put(trial.id(), trial));
    for (TrialRecord record : ended.values()) {
      if (known.containsKey(record.id())) {
        stopper.endedBefore(known.get(record.id()), record.outcome());
      }
    }
  }

  private static Set<AttentionVariant> proven(Map<TrialId, TrialRecord> ended) {
    Set<AttentionVariant> proven = EnumSet.noneOf(AttentionVariant.class);
    for (TrialRecord record : ended.values()) {
      if (record.outcome() instanceof TrialOutcome.Completed) {
        proven.add(record.spec().attention());
      }
    }
    return proven;
  }

  private void launch() {
    scheduler.launch(clock.instant()).forEach(this::submit);
  }

  private void submit(Attempt attempt) {
    desk.open(attempt.id(), attempt.trial().workers());
    inFlight.put(attempt.id(), new InFlight(attempt, NOWHERE, NO_TASK));
    Optional<String> refusal = resources.refusal(attempt.trial());
    if (refusal.isPresent()) {
      events.add(new SweepEvent.Refused(attempt.id(), refusal.get()));
    } else {
      jobs.submit(attempt);
    }
  }

  private void handle(SweepEvent event) throws IOException {
    if (event instanceof SweepEvent.Begun begun) {
      began(begun);
    } else if (event instanceof SweepEvent.Progressed progressed) {
      progressed(progressed.id());
    } else if (event instanceof SweepEvent.Evaluated evaluated) {
      evaluated(evaluated);
    } else if (event instanceof SweepEvent.Returned returned) {
      returned(returned.id(), returned.report());
    } else if (event instanceof SweepEvent.Refused refused) {
      ended(refused.id(), refused.outcome(), NOWHERE);
    } else if (event instanceof SweepEvent.Broken broken) {
      ended(broken.id(), FailureDiagnosis.of(broken.cause()), place(broken.id()));
    } else if (event instanceof SweepEvent.Unfit unfit) {
      throw new UnfitExecutorException(unfit.why());
    } else if (event instanceof SweepEvent.Left left) {
      slots.left(left.id());
    } else if (event instanceof SweepEvent.Inspected inspected) {
      giveUpHanging(inspected);
    } else if (event instanceof SweepEvent.StopAsked asked) {
      interruptAt = scheduler.stopping() ? clock.instant() : clock.instant().plus(asked.grace());
      scheduler.stop();
    }
  }

  private void began(SweepEvent.Begun begun) {
    AttemptId id = begun.id();
    if (scheduler.started(id, clock.instant())) {
      Attempt attempt = inFlight.get(id).attempt();
      inFlight.put(id, new InFlight(attempt, begun.place(), begun.task()));
      listener.trialStarted(attempt.trial(), attempt.number(), begun.place().toString());
    }
  }

  private void progressed(AttemptId id) {
    Optional<TrialProgress> progress = desk.take(id);
    if (progress.isPresent() && inFlight.containsKey(id)) {
      if (scheduler.progressed(id, progress.get(), clock.instant()) == Answer.STOP) {
        desk.tellToStop(id);
      }
      listener.trialProgressed(inFlight.get(id).attempt().trial(), progress.get());
    }
  }

  private void evaluated(SweepEvent.Evaluated evaluated) {
    if (scheduler.evaluated(evaluated.id(), evaluated.metrics()) == Answer.STOP) {
      desk.tellToStop(evaluated.id());
    }
    if (!metricMissed && stopper.isPresent() && stopper.get().metricMissing()) {
      metricMissed = true;
      LOG.warn(
          "Cannot stop trials early: expected them to measure {}, got {}",
          sweep.procedure().earlyStopping().orElseThrow().objective().metric(),
          evaluated.metrics().values().keySet());
    }
  }

  private Place place(AttemptId id) {
    InFlight attempt = inFlight.get(id);
    return attempt == null ? NOWHERE : attempt.place();
  }

  private void returned(AttemptId id, TrialReport report) throws IOException {
    InFlight attempt = inFlight.get(id);
    if (attempt != null && !attempt.begun()) {
      // Its word that it begins was overtaken, or lost.
      began(new SweepEvent.Begun(id, report.place(), NO_TASK));
    }
    boolean displaced = report.leaving() || decommissioned.contains(id);
    if (displaced && report.outcome() instanceof TrialOutcome.Stopped stopped) {
      follow(id, scheduler.displaced(id, stopped, clock.instant()), report);
    } else {
      ended(id, report);
    }
  }

  private void ended(AttemptId id, TrialOutcome outcome, Place place) throws IOException {
    ended(id, new TrialReport(outcome, place, TrainedModel.NONE, false));
  }

  private void ended(AttemptId id, TrialReport report) throws IOException {
    follow(id, scheduler.ended(id, report.outcome(), clock.instant()), report);
  }

  /** Carries out what the scheduler makes of the end of an attempt. */
  private void follow(AttemptId id, Verdict verdict, TrialReport report) throws IOException {
    desk.close(id);
    inFlight.remove(id);
    decommissioned.remove(id);
    launch(); // before anything is written, so that no slot waits for a disk
    if (verdict instanceof Verdict.Over over) {
      PlannedTrial trial = over.attempt().trial();
      results.record(
          new TrialRecord(
              trial.id(),
              trial.spec(),
              over.outcome(),
              id.number(),
              report.where(),
              over.started(),
              clock.instant()),
          report.model(),
          sweep.keep());
      listener.trialEnded(trial, over.outcome());
      growth.ifPresent(growing -> grow(growing.ended(trial, over.outcome())));
    } else if (verdict instanceof Verdict.Again again) {
      listener.trialRetried(again.attempt().trial(), again.nextAttempt(), again.reason());
    } else {
      LOG.debug("Attempt {} at {} changes nothing: {}", id, report.place(), verdict);
    }
  }

  private void grow(List<PlannedTrial> added) {
    if (!added.isEmpty()) {
      scheduler.add(added);
      listener.sweepGrew(scheduler.summary().trials());
    }
  }

  /** What has to be looked at from time to time, whether anything happens or not. */
  private void tick() throws IOException {
    Instant now = clock.instant();
    if (now.isBefore(nextTick)) {
      return;
    }
    nextTick = now.plus(TICK);
    scheduler.slots(slots.now());
    scheduler.hanging(now).forEach(this::inspect);
    moveFromDecommissioned();
    stuckSince = slots.allStuck() ? earlier(stuckSince, now) : Instant.MAX;
    if (!now.isBefore(stuckSince) && !now.isBefore(stuckSince.plus(GRACE))) {
      scheduler.stop(SweepEnd.ALL_SLOTS_HANG);
    }
    scheduler.timeLeft(now).ifPresent(listener::timeLeftEstimated);
    if (!now.isBefore(interruptAt)) {
      for (AttemptId id : List.copyOf(inFlight.keySet())) {
        giveUp(id, INTERRUPTED);
      }
    }
  }

  /** Trials on executors that will be taken away are told to keep their state and stop. */
  private void moveFromDecommissioned() {
    for (InFlight attempt : inFlight.values()) {
      AttemptId id = attempt.attempt().id();
      if (attempt.begun() && decommissions.announced(attempt.place()) && decommissioned.add(id)) {
        desk.tellToStop(id);
      }
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private void inspect(Silence silence) {
    AttemptId id = silence.attempt().id();
    InFlight attempt = inFlight.get(id);
    stacks.ask(
        attempt.place().executor(),
        attempt.task(),
        (answered, text) -> events.add(new SweepEvent.Inspected(silence, answered, text)));
  }

  private void giveUpHanging(SweepEvent.Inspected inspected) throws IOException {
    AttemptId id = inspected.silence().attempt().id();
    if (inFlight.containsKey(id)) {
      Place place = place(id);
      slots.givenUp(id, place);
      if (!inspected.answered()) {
        frozen.replace(place);
      }
      giveUp(
          id,
          new TrialOutcome.Failed(
              TrialRun.none(),
              FailureKind.HANG,
              inspected.silence().message(),
              inspected.stacks()));
    }
  }

  /** The attempt ends now with this outcome, whatever may still come from it. */
  private void giveUp(AttemptId id, TrialOutcome outcome) throws IOException {
    ended(id, outcome, place(id));
    jobs.cancel(id);
  }

  /** Once the sweep is to end early: running trials are told at their next report. */
  private void stopIfTold() throws IOException {
    if (!scheduler.stopping() || stopTold) {
      return;
    }
    stopTold = true;
    if (interruptAt.equals(Instant.MAX)) {
      interruptAt = clock.instant().plus(GRACE);
    }
    for (InFlight attempt : List.copyOf(inFlight.values())) {
      if (attempt.begun()) {
        desk.tellToStop(attempt.attempt().id());
      } else {
        giveUp(attempt.attempt().id(), INTERRUPTED);
      }
    }
  }
}
