package org.kvsweep.spark;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.run.wire.CheckpointOrder;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.Attempt;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.schedule.AttemptVerdict;
import org.kvsweep.schedule.Scheduler;
import org.kvsweep.schedule.Slots;
import org.kvsweep.schedule.SweepEnd;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.schedule.halving.EarlyStopper;
import org.kvsweep.spark.executor.ExecutorSide;
import org.kvsweep.spark.executor.Wire;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of one sweep. One thread, the one that calls {@link #run}, owns the scheduler, writes the
 * results and calls the listener; Spark's threads only leave events for it.
 */
final class SweepRun implements SweepEvent.Handler {
  private static final Logger LOG = LoggerFactory.getLogger(SweepRun.class);
  private static final Duration TICK = Duration.ofMillis(500);

  private final SparkContext spark;
  private final InstantSource clock;
  private final SweepSpec sweep;
  private final ResultsStore results;
  private final SweepListener listener;
  private final BlockingQueue<SweepEvent> events = new LinkedBlockingQueue<>();
  private final TrialJobs jobs;
  private final AttemptMailbox mailbox;
  private final SlotCount slots;
  private final GroupSlots groups;
  private final TrialResources resources;
  private final RunOptions options;
  private final SubmittedAttempts attempts;
  private final HangWatch hangs;
  private final OutcomeRecorder recording;
  private final StopOrder stopping = new StopOrder();
  private Scheduler scheduler;
  private SweepStart start;
  private boolean metricMissed;
  private Instant nextTick = Instant.MIN;

  SweepRun(
      JavaSparkContext spark,
      InstantSource clock,
      SweepSpec sweep,
      ResultsStore results,
      SweepListener listener,
      RunOptions options) {
    this.spark = spark.sc();
    this.clock = clock;
    this.sweep = sweep;
    this.results = results;
    this.listener = listener;
    this.options = options;
    this.recording = new OutcomeRecorder(results, sweep.keep(), new ExecutorLogs(spark.sc()));
    TaskProfiles profiles = new TaskProfiles(spark.sc());
    WholeExecutor alone = new WholeExecutor(profiles);
    this.resources = new TrialResources(spark.sc(), profiles);
    CheckpointOrder checkpoints = CheckpointOrder.of(results, sweep.checkpoints());
    this.jobs = new TrialJobs(spark, options, sweep, checkpoints, alone, resources, events::add);
    this.mailbox = new AttemptMailbox(events, jobs::next);
    this.slots = new SlotCount(spark.sc(), alone);
    this.groups = new GroupSlots(spark.sc(), sweep.trials(), resources::slots);
    this.attempts = new SubmittedAttempts(mailbox, jobs, new Decommissions(spark.sc()));
    this.hangs = new HangWatch(spark.sc(), attempts, slots, events::add);
  }

  AttemptMailbox mailbox() {
    return mailbox;
  }

  void stop(Duration grace) {
    events.add(new SweepEvent.StopAsked(grace));
  }

  SweepSummary run() throws IOException, InterruptedException {
    groups.check();
    resources.check(sweep.trials());
    start = SweepStart.of(sweep, standing(results.ended()), options.seedRule());
    scheduler = start.scheduler(options.policy());
    scheduler.widths(resources::slots);
    int total = countSlots().total();
    listener.sweepStarted(start.trials().size(), start.endedBefore(), total);
    PausedTrialsFile note = new PausedTrialsFile(results);
    try {
      runToTheEnd(note);
      return scheduler.summary();
    } finally {
      Logs.silenceSpark();
      note.write(scheduler.waiting());
      jobs.cancelAll();
      hangs.close();
    }
  }

  /**
   * Returns the ended trials that are not trained again, and reopens the others. Their records stay
   * until they have ended anew.
   */
  private Map<TrialId, TrialRecord> standing(Map<TrialId, TrialRecord> ended) throws IOException {
    Map<TrialId, TrialRecord> standing = new LinkedHashMap<>(ended);
    List<TrialRecord> again = options.retrained(ended.values());
    again.forEach(record -> standing.remove(record.id()));
    results.reopen(again);
    return standing;
  }

  private void runToTheEnd(PausedTrialsFile note) throws IOException, InterruptedException {
    try {
      handleAll(events.poll()); // it may have been asked to stop before it began
      while (!scheduler.finished() && !spark.isStopped()) {
        tick();
        launch();
        if (attempts.all().isEmpty() && !scheduler.stopping()) {
          groups.waiting(slots.now(), clock.instant());
        }
        handleAll(events.poll(TICK.toMillis(), TimeUnit.MILLISECONDS));
        stopIfTold();
        note.keep(scheduler::waiting, clock.instant());
      }
    } catch (Exception failed) { // Scala throws checked exceptions that it does not declare
      boolean ours = failed instanceof IOException || failed instanceof InterruptedException;
      if (ours || !spark.isStopped()) {
        throw failed;
      }
      LOG.debug("Spark has ended in the middle of something", failed);
    }
    if (spark.isStopped() && !scheduler.finished()) {
      scheduler.stop(SweepEnd.SPARK_ENDED);
      handleAll(events.poll()); // trials that have come to their end all the same
    }
  }

  private void handleAll(SweepEvent first) throws IOException {
    for (SweepEvent event = first; event != null; event = events.poll()) {
      handle(event);
      settle();
    }
  }

  private void launch() {
    scheduler.launch(clock.instant()).forEach(attempts::submit);
    if (!scheduler.stopping()) {
      jobs.startKept();
    }
  }

  private Slots countSlots() {
    Slots now = slots.now();
    scheduler.slots(now);
    jobs.slots(now.total());
    return now;
  }

  private void handle(SweepEvent event) throws IOException {
    if (spark.isStopped()) {
      // What fails from now on fails for that.
      scheduler.stop(SweepEnd.SPARK_ENDED);
    }
    event.to(this);
  }

  @Override
  public void begun(SweepEvent.Begun event) {
    began(event, clock.instant());
  }

  @Override
  public void unfit(SweepEvent.Unfit event) throws UnfitExecutorException {
    throw new UnfitExecutorException(event.why());
  }

  @Override
  public void left(SweepEvent.Left event) {
    slots.left(event.id());
  }

  @Override
  public void stopAsked(SweepEvent.StopAsked event) {
    stopping.asked(scheduler.stopping() ? Duration.ZERO : event.grace(), clock.instant());
    scheduler.stop();
  }

  @Override
  public void unreported(SweepEvent.Unreported event) throws IOException {
    ended(event.id(), event.outcome());
  }

  private void began(SweepEvent.Begun begun, Instant when) {
    AttemptId id = begun.id();
    if (scheduler.started(id, when)) {
      Attempt attempt = attempts.began(begun);
      listener.trialStarted(attempt.trial(), attempt.number(), begun.place().toString());
    }
  }

  @Override
  public void progressed(SweepEvent.Progressed event) {
    AttemptId id = event.id();
    Optional<TrialProgress> progress = mailbox.take(id);
    if (progress.isPresent() && attempts.get(id) != null) {
      if (scheduler.progressed(id, progress.get(), clock.instant()) == Answer.STOP) {
        mailbox.tellToStop(id);
      }
      listener.trialProgressed(attempts.get(id).attempt().trial(), progress.get());
    }
  }

  @Override
  public void evaluated(SweepEvent.Evaluated evaluated) {
    switch (scheduler.evaluated(evaluated.id(), evaluated.metrics())) {
      case CONTINUE -> mailbox.letPass(evaluated.id(), evaluated.metrics().step());
      case STOP -> mailbox.tellToStop(evaluated.id());
    }
    if (!metricMissed && start.stopper().map(EarlyStopper::metricMissing).orElse(false)) {
      metricMissed = true;
      LOG.warn(
          "Cannot stop trials early: expected them to measure {}, got {}",
          sweep.procedure().earlyStopping().orElseThrow().objective().metric(),
          evaluated.metrics().values().keySet());
    }
  }

  @Override
  public void returned(SweepEvent.Returned event) throws IOException {
    TrialReport report = event.report();
    follow(report.id(), verdict(report), report);
  }

  @Override
  public void handedIn(SweepEvent.HandedIn handed) throws IOException {
    SubmittedAttempts.Submitted ended = attempts.get(handed.ended());
    TrialReport report = Wire.read(handed.report(), TrialReport.class);
    AttemptVerdict verdict = verdict(report);
    Instant now = clock.instant(); // what follows writes results
    follow(report.id(), verdict, report);
    long task = ended == null ? SubmittedAttempts.NO_TASK : ended.task();
    began(new SweepEvent.Begun(handed.next(), report.place(), task), now);
  }

  private AttemptVerdict verdict(TrialReport report) {
    AttemptId id = report.id();
    SubmittedAttempts.Submitted attempt = attempts.get(id);
    Instant now = clock.instant();
    boolean leaving = report.halt() == TrialReport.Halt.LEAVING;
    if (attempt != null && !attempt.begun()) {
      // Its word that it begins was overtaken, or lost.
      began(new SweepEvent.Begun(id, report.place(), SubmittedAttempts.NO_TASK), now);
    }
    if (leaving && report.outcome() instanceof TrialOutcome.Failed failed) {
      // Files and connections are closed under it where a process ends.
      return scheduler.displaced(id, new TrialOutcome.Stopped(failed.run(), failed.message()), now);
    }
    if (!(report.outcome() instanceof TrialOutcome.Stopped stopped)) {
      return scheduler.ended(id, report.outcome(), now);
    }
    if (report.halt() == TrialReport.Halt.AT_RUNG) {
      return scheduler.setAside(id, stopped, now);
    }
    return leaving || attempts.displaced(id)
        ? scheduler.displaced(id, stopped, now)
        : scheduler.ended(id, stopped, now);
  }

  private void ended(AttemptId id, TrialOutcome outcome) throws IOException {
    TrialReport report =
        new TrialReport(id, outcome, attempts.place(id), TrainedModel.NONE, TrialReport.Halt.NONE);
    follow(id, scheduler.ended(id, outcome, clock.instant()), report);
  }

  /** Carries out what the scheduler makes of the end of an attempt. */
  private void follow(AttemptId id, AttemptVerdict verdict, TrialReport report) throws IOException {
    attempts.close(id);
    if (verdict instanceof AttemptVerdict.Over over) {
      Duration took = Duration.between(over.started(), over.ended());
      scheduler.trialsAreShort(took.compareTo(ExecutorSide.TAKES_ON) < 0);
    }
    launch(); // before anything is written, so that no slot waits for a disk
    verdict.to(new Followed(report));
  }

  /** Carries out what the end of an attempt means, of which this is the report. */
  private final class Followed implements AttemptVerdict.Handler {
    private final TrialReport report;

    Followed(TrialReport report) {
      this.report = report;
    }

    @Override
    public void over(AttemptVerdict.Over over) throws IOException {
      recording.over(over, report);
      SweepRun.this.over(over);
    }

    @Override
    public void setAside(AttemptVerdict.SetAside setAside) {
      recording.setAside(report.id().trial(), report);
      listener.trialSetAside(setAside.attempt().trial());
    }

    @Override
    public void again(AttemptVerdict.Again again) {
      listener.trialRetried(again.attempt().trial(), again.nextAttempt(), again.reason());
    }

    @Override
    public void leftOpen(AttemptVerdict.LeftOpen left) {
      if (!scheduler.stopping()) {
        listener.trialLeftOpen(left.attempt().trial(), left.reason());
      }
    }

    @Override
    public void late(AttemptVerdict.Late late) {
      LOG.debug("Attempt {} at {} had been given up", late.id(), report.place());
    }
  }

  private void over(AttemptVerdict.Over over) {
    PlannedTrial trial = over.attempt().trial();
    listener.trialEnded(trial, over.outcome());
    start.growth().ifPresent(growing -> grow(growing.ended(trial, over.outcome())));
  }

  /** Carries out what has been decided on trials that were set aside. */
  private void settle() throws IOException {
    for (AttemptVerdict.Over over : scheduler.settled(clock.instant())) {
      launch(); // before anything is written
      recording.overAside(over);
      over(over);
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
    results.checkHeld();
    countSlots();
    scheduler.hanging(now).forEach(hangs::inspect);
    attempts.moveFromDecommissioned();
    if (hangs.noSlotLeft(now)) {
      scheduler.stop(SweepEnd.ALL_SLOTS_HANG);
    }
    scheduler.timeLeft(now).ifPresent(listener::timeLeftEstimated);
    if (stopping.interrupts(now)) {
      for (SubmittedAttempts.Submitted attempt : attempts.all()) {
        giveUp(attempt.attempt().id(), StopOrder.INTERRUPTED);
      }
    }
  }

  @Override
  public void inspected(SweepEvent.Inspected inspected) throws IOException {
    AttemptId id = inspected.silence().attempt().id();
    if (attempts.get(id) != null) {
      giveUp(id, hangs.givenUp(inspected));
    }
  }

  /** The attempt ends now with this outcome, whatever may still come from it. */
  private void giveUp(AttemptId id, TrialOutcome outcome) throws IOException {
    ended(id, outcome);
    jobs.cancel(id);
  }

  /** Once the sweep is to end early: running trials are told at their next report. */
  private void stopIfTold() throws IOException {
    if (!scheduler.stopping() || !stopping.tells(clock.instant())) {
      return;
    }
    Logs.silenceSpark();
    for (SubmittedAttempts.Submitted attempt : attempts.all()) {
      if (attempt.begun()) {
        mailbox.tellToStop(attempt.attempt().id());
      } else {
        giveUp(attempt.attempt().id(), StopOrder.INTERRUPTED);
      }
    }
  }
}
