package org.kvsweep.training;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.kvsweep.kernel.ArrayMemory;
import org.kvsweep.kernel.Score;
import org.kvsweep.plan.TrainingLength;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Task;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.WorkerGroup.State;
import org.kvsweep.trial.WorkerGroup.Wish;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a network on a task, as a plan says: a step on each batch, then whatever is due after it.
 */
final class Trainer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private static final Optional<Wish> GO_ON = Optional.of(Wish.CONTINUE);

  private final Task task;
  private final TrainingPlan plan;
  private final long seed;
  private final Learner learner;
  private final TrialContext context;
  private final LongSupplier nanoTime;
  private final long began;
  private final Evaluation evaluation;
  private final ProgressReports reports;
  private final TrainingCheckpoints checkpoints;
  private final Averaging workers;
  private TrainingLength length;
  private TrainingState state = new TrainingState();
  private Batch batch;

  /** The ways in which a training ends. */
  enum End {
    COMPLETED,
    STOPPED,
    CANCELLED,
    DIVERGED
  }

  Trainer(
      Task task,
      TrainingPlan plan,
      long seed,
      Learner learner,
      SortedMap<String, String> environment,
      TrialContext context,
      LongSupplier nanoTime) {
    this.task = task;
    this.plan = plan;
    this.seed = seed;
    this.learner = learner;
    this.context = context;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
    this.length = plan.length(task.train().size());
    this.evaluation = new Evaluation(task, plan, learner, this::liveOrGiveUp);
    this.reports = new ProgressReports(context, nanoTime, began);
    TrainingCheckpoint format =
        new TrainingCheckpoint(learner, environment, length.steps(), plan.schedule());
    this.checkpoints =
        new TrainingCheckpoints(context.checkpoints(), format, nanoTime, began, this::live);
    this.workers = new Averaging(learner, context.workers(), plan.distribution());
  }

  /** When this began, in the nanoseconds of its clock. */
  long began() {
    return began;
  }

  /** Trains, from the newest checkpoint that fits if there is one. */
  End train() {
    try {
      return toTheEnd();
    } catch (CancellationException inTheMiddleOfAnEvaluation) {
      return End.CANCELLED;
    }
  }

  /** Gives a sign of life in the middle of an evaluation, unless the trial has to give up. */
  private void liveOrGiveUp() {
    if (context.cancelled()) {
      throw new CancellationException("the trial is to give up");
    }
    live();
  }

  /** Gives a sign of life where something is saved, which is brought to its end. */
  void live() {
    reports.live(length.epochsDone(state.step - 1) + 1, state.step, length);
  }

  private End toTheEnd() {
    Optional<End> end = begin();
    while (end.isEmpty() && goesOn()) {
      int epoch = epochsDone() + 1;
      int[] order = task.train().order(RandomStream.of(seed, "order", epoch), plan.batchSize());
      int first = (int) (state.step % length.stepsPerEpoch());
      for (int i = first; i < length.stepsPerEpoch() && end.isEmpty() && goesOn(); i++) {
        end = context.cancelled() ? Optional.of(End.CANCELLED) : step(epoch, order, i);
      }
    }
    return end.orElse(End.COMPLETED);
  }

  private boolean goesOn() {
    return state.step == 0 || state.step < length.steps();
  }

  /** Begins where the first worker is; returns the end if that is not to be trained from. */
  private Optional<End> begin() {
    if (resume() == Answer.STOP) {
      workers.wish(Wish.STOP);
    }
    Optional<State> common = workers.begin(state.step);
    if (common.isEmpty()) {
      return Optional.of(End.CANCELLED);
    }
    state.step = common.get().step();
    // Only the first worker has a checkpoint; schedules of all may go by the epoch.
    learner.network().getConfiguration().setEpochCount(epochsDone());
    return switch (common.get().wish()) {
      case CONTINUE -> Optional.empty();
      case STOP -> Optional.of(End.STOPPED);
      case DIVERGE -> Optional.of(End.DIVERGED);
    };
  }

  /** Takes a step, with all that is due after it; returns the end if it is the last. */
  private Optional<End> step(int epoch, int[] order, int index) {
    long start = nanoTime.getAsLong();
    int from = Math.toIntExact(workers.globally(index) * plan.batchSize());
    // By step, so that a trial can go on in the middle of an epoch.
    RandomGenerator random = RandomStream.of(seed, "augmentation", workers.globally(state.step));
    batch = task.train().fitting(order, from, plan.batchSize(), batch);
    task.train().read(order, from, batch, random);
    Score score =
        learner.step(batch, state.step, Math.toIntExact(workers.globally(state.step)), length);
    state.step++;
    workers.wish(Double.isFinite(score.lossSum()) ? Wish.CONTINUE : Wish.DIVERGE);
    boolean together = workers.due(state.step) || evaluation.due(state.step, length);
    Optional<Wish> wish = together ? workers.average(state.step) : GO_ON;
    state.times.add(nanoTime.getAsLong() - start);
    length = plan.budget().length(length, state.step, state.times.totalSeconds());
    if (wish.isEmpty()) {
      return Optional.of(End.CANCELLED);
    }
    if (wish.get() == Wish.DIVERGE) {
      return Optional.of(End.DIVERGED);
    }
    state.sinceEvaluation = state.sinceEvaluation.plus(score);
    reports.count(score, workers.examples(batch.size()));
    return afterStep(epoch, wish.get(), together);
  }

  private Optional<End> afterStep(int epoch, Wish wish, boolean together) {
    // Before the last evaluation, which a longer training may not have.
    if (state.step >= length.steps() && !plan.schedule().dependsOnLength()) {
      checkpoints.saveLast(state, this::seconds);
    }
    boolean told = evaluateAndReport(epoch) == Answer.STOP || context.stopAsked();
    if (told) {
      workers.wish(Wish.STOP);
    }
    // Nobody trains past a rung before it is decided there.
    Optional<Wish> agreed =
        evaluation.due(state.step, length) ? workers.agree(state.step) : Optional.of(wish);
    if (agreed.isEmpty()) {
      return Optional.of(End.CANCELLED);
    }
    if (agreed.get() == Wish.DIVERGE) {
      return Optional.of(End.DIVERGED);
    }
    boolean stop = workers.stops(told, agreed.get());
    if (!together || state.step >= length.steps()) {
      return Optional.empty();
    }
    checkpoints.saveIfDue(state, epochsDone(), stop, this::seconds);
    return stop ? Optional.of(End.STOPPED) : Optional.empty();
  }

  private int epochsDone() {
    return length.epochsDone(state.step);
  }

  /**
   * Resumes from a checkpoint if there is one, and returns whether to train from there: what was
   * evaluated last may not have been decided on yet.
   */
  private Answer resume() {
    Optional<TrainingState> newest = checkpoints.newest();
    if (newest.isEmpty()) {
      return Answer.CONTINUE;
    }
    state = newest.get();
    length = plan.budget().length(length, state.step, state.times.totalSeconds());
    checkpoints.resumedAfter(epochsDone());
    LOG.info("Going on after step {} of {}", state.step, length.steps());
    // The checkpoint may be that of a shorter training, or of an earlier build.
    state.metrics.replaceAll(point -> point.of(length.steps()));
    state.metrics.forEach(context::evaluated);
    // The last state of a shorter training is from before its evaluation.
    if (evaluation.due(state.step, length) && !state.evaluated()) {
      evaluate();
    }
    return reports.report(epochsDone() + 1, state.step, length);
  }

  /** Evaluates and reports if that is due after a step. */
  private Answer evaluateAndReport(int epoch) {
    boolean epochEnds = state.step % length.stepsPerEpoch() == 0;
    if (epochEnds) {
      learner.network().getConfiguration().setEpochCount(epoch);
    }
    boolean evaluates = evaluation.due(state.step, length);
    if (evaluates && workers.leads()) {
      evaluate();
    }
    return evaluates || epochEnds || reports.overdue()
        ? reports.report(epoch, state.step, length)
        : Answer.CONTINUE;
  }

  private void evaluate() {
    evaluation
        .evaluate(state, length)
        .ifPresentOrElse(context::evaluated, () -> workers.wish(Wish.DIVERGE));
  }

  List<EpochMetrics> metrics() {
    return state.metrics;
  }

  StepTimes times() {
    return state.times;
  }

  /** Optimizer steps done. */
  long steps() {
    return state.step;
  }

  /** Seconds since the trial began, earlier attempts up to their checkpoints included. */
  double seconds() {
    return state.earlierSeconds + (nanoTime.getAsLong() - began) / 1e9;
  }

  /**
   * Frees the memory of batches and of the parameters that were the best; not that of the learner.
   */
  @Override
  public void close() {
    if (batch != null) {
      batch.close();
    }
    task.train().close();
    evaluation.close();
    ArrayMemory.free(state.bestParameters);
  }
}
