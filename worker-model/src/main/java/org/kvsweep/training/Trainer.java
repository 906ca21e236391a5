package org.kvsweep.training;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Score;
import org.kvsweep.layer.ClassifierRuntime;
import org.kvsweep.plan.KeepBest;
import org.kvsweep.plan.TrainingLength;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Task;
import org.kvsweep.trial.Checkpoints;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.WorkerGroup.State;
import org.kvsweep.trial.WorkerGroup.Wish;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains a network on a task, as a plan says. */
final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private static final Optional<Wish> GO_ON = Optional.of(Wish.CONTINUE);
  private static final long REPORT_NANOS = 2_000_000_000L;

  private final Task task;
  private final TrainingPlan plan;
  private final long seed;
  private final ComputationGraph network;
  private final Kernels kernels;
  private final TrialContext context;
  private final LongSupplier nanoTime;
  private TrainingLength course;
  private final Evaluator validation;
  private final Evaluator test;
  private final TrainingCheckpoint checkpoint;
  private final Averaging workers;
  private final long began;
  private TrainingState state;
  private Adam adam;
  private Batch batch;
  private long lastReport;
  private Score sinceReport = Score.NONE;
  private long examplesSinceReport;
  private long lastSaved;
  private long lastSavedEpoch;

  /** How a training ended. */
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
      ComputationGraph network,
      Kernels kernels,
      SortedMap<String, String> environment,
      TrialContext context,
      LongSupplier nanoTime) {
    this.task = task;
    this.plan = plan;
    this.seed = seed;
    this.network = network;
    this.kernels = kernels;
    this.context = context;
    this.nanoTime = nanoTime;
    this.course = plan.course(task.train().size());
    this.validation = new Evaluator(network, task.validation(), plan.batchSize());
    this.test = new Evaluator(network, task.test(), plan.batchSize());
    this.state = new TrainingState();
    this.checkpoint = new TrainingCheckpoint(network, environment, course.steps());
    this.workers = new Averaging(network, context.workers(), plan.distribution());
    this.began = nanoTime.getAsLong();
    this.lastReport = began;
    this.lastSaved = began;
  }

  /** Trains, from the newest checkpoint that fits if there is one. */
  End train() {
    Optional<End> end = begin();
    while (end.isEmpty() && goesOn()) {
      int epoch = epochsDone() + 1;
      int[] order = task.train().order(RandomStream.of(seed, "order", epoch), plan.batchSize());
      int first = (int) (state.step % course.stepsPerEpoch());
      for (int i = first; i < course.stepsPerEpoch() && end.isEmpty() && goesOn(); i++) {
        end = context.cancelled() ? Optional.of(End.CANCELLED) : step(epoch, order, i);
      }
    }
    return end.orElse(End.COMPLETED);
  }

  private boolean goesOn() {
    return state.step == 0 || state.step < course.steps();
  }

  /** From where the first worker is; the end if that is not to be trained from. */
  private Optional<End> begin() {
    if (resume() == Answer.STOP) {
      workers.wish(Wish.STOP);
    }
    Optional<State> common = workers.begin(state.step);
    if (common.isEmpty()) {
      return Optional.of(End.CANCELLED);
    }
    state.step = common.get().step();
    return common.get().wish() == Wish.STOP ? Optional.of(End.STOPPED) : Optional.empty();
  }

  /** A step of all workers, with all that is due after it; the end if it is the last. */
  private Optional<End> step(int epoch, int[] order, int index) {
    long start = nanoTime.getAsLong();
    int from = Math.toIntExact(workers.globally(index) * plan.batchSize());
    // By step, so that a trial can go on in the middle of an epoch.
    RandomGenerator random = RandomStream.of(seed, "augmentation", workers.globally(state.step));
    batch = task.train().fitting(order, from, plan.batchSize(), batch);
    task.train().read(order, from, batch, random);
    Score score = step(batch);
    workers.wish(Double.isFinite(score.lossSum()) ? Wish.CONTINUE : Wish.DIVERGE);
    boolean together = workers.due(state.step) || evaluationDue();
    Optional<Wish> wish = together ? workers.average(state.step) : GO_ON;
    state.times.add(nanoTime.getAsLong() - start);
    course = plan.budget().course(course, state.step, state.times.totalSeconds());
    if (wish.isEmpty()) {
      return Optional.of(End.CANCELLED);
    }
    if (wish.get() == Wish.DIVERGE) {
      return Optional.of(End.DIVERGED);
    }
    count(score, batch);
    return afterStep(epoch, wish.get(), together);
  }

  private Optional<End> afterStep(int epoch, Wish wish, boolean together) {
    boolean told = evaluateAndReport(epoch) == Answer.STOP || context.stopAsked();
    if (told) {
      workers.wish(Wish.STOP);
    }
    // Nobody trains past a rung before it is decided there.
    Optional<Wish> agreed = evaluationDue() ? workers.agree(state.step) : Optional.of(wish);
    if (agreed.isEmpty()) {
      return Optional.of(End.CANCELLED);
    }
    boolean stop = workers.stops(told, agreed.get());
    if (!together || state.step >= course.steps()) {
      return Optional.empty();
    }
    saveIfDue(stop);
    return stop ? Optional.of(End.STOPPED) : Optional.empty();
  }

  private int epochsDone() {
    return (int) (state.step / course.stepsPerEpoch());
  }

  /** Says whether to train from there: what was evaluated last may not have been decided on yet. */
  private Answer resume() {
    try {
      for (long step : context.checkpoints().steps()) {
        if (resumeFrom(step)) {
          LOG.info("Going on after step {} of {}", step, course.steps());
          state.metrics.forEach(context::evaluated);
          return report(epochsDone() + 1);
        }
      }
    } catch (IOException e) {
      LOG.warn("Cannot look for checkpoints, starting at the beginning: {}", e.toString());
    }
    return Answer.CONTINUE;
  }

  private boolean resumeFrom(long step) {
    try {
      state = context.checkpoints().load(step, checkpoint::read);
      course = plan.budget().course(course, state.step, state.times.totalSeconds());
      network.getConfiguration().setEpochCount(epochsDone());
      lastSavedEpoch = epochsDone();
      return true;
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("Ignoring the checkpoint of step {}: {}", step, e.toString());
      return false;
    }
  }

  /** A state that can't be kept costs time if the trial is interrupted, and nothing else. */
  private void saveIfDue(boolean stopping) {
    Checkpoints checkpoints = context.checkpoints();
    long now = nanoTime.getAsLong();
    if (checkpoints.policy().never()
        || !(stopping
            || checkpoints.policy().due(epochsDone() - lastSavedEpoch, now - lastSaved))) {
      return;
    }
    try {
      checkpoints.save(state.step, out -> checkpoint.write(state, seconds(), out));
    } catch (IOException e) {
      LOG.warn("Cannot keep a checkpoint, training goes on: {}", e.toString());
    }
    lastSaved = nanoTime.getAsLong();
    lastSavedEpoch = epochsDone();
  }

  /** Forward pass, backward pass, optimizer. */
  private Score step(Batch batch) {
    int iteration = Math.toIntExact(workers.globally(state.step));
    // Layers draw their dropout by this number.
    network.getConfiguration().setIterationCount(iteration);
    network.setInputs(batch.features());
    network.setLabels(batch.labels());
    network.computeGradientAndScore();
    if (adam == null) {
      adam = new Adam(network, kernels, plan);
    }
    adam.step(state.step, course);
    state.step++;
    for (TrainingListener listener : network.getListeners()) {
      listener.iterationDone(network, iteration, network.getConfiguration().getEpochCount());
    }
    network.getConfiguration().setIterationCount(iteration + 1);
    return ((ClassifierRuntime) network.getOutputLayer(0)).trainingScore();
  }

  private void count(Score score, Batch batch) {
    state.sinceEvaluation = state.sinceEvaluation.plus(score);
    sinceReport = sinceReport.plus(score);
    examplesSinceReport += workers.examples(batch.size());
  }

  /** What is due after a step. */
  private Answer evaluateAndReport(int epoch) {
    boolean epochEnds = state.step % course.stepsPerEpoch() == 0;
    if (epochEnds) {
      network.getConfiguration().setEpochCount(epoch);
    }
    if (evaluationDue()) {
      if (workers.leads()) {
        evaluate();
      }
      return report(epoch);
    }
    return epochEnds || nanoTime.getAsLong() - lastReport > REPORT_NANOS
        ? report(epoch)
        : Answer.CONTINUE;
  }

  private boolean evaluationDue() {
    int every = plan.evaluateEvery() > 0 ? plan.evaluateEvery() : course.stepsPerEpoch();
    return state.step % every == 0 || state.step == course.steps();
  }

  private void evaluate() {
    SortedMap<String, Double> values = new TreeMap<>();
    put(values, "train", state.sinceEvaluation);
    state.sinceEvaluation = Score.NONE;
    Score validated = validation.score();
    put(values, "validation", validated);
    if (plan.keepBest().improves(validated, state.best == null ? null : state.best.validation())) {
      state.best = new TrainingState.Best(state.step, validated, test.score());
      state.bestParameters = plan.keepBest() == KeepBest.NONE ? null : network.params().dup();
    }
    put(values, "test", state.best.test());
    if (plan.keepBest() != KeepBest.NONE) {
      values.put("best-step", (double) state.best.step());
    }
    if (state.step == course.steps()) {
      if (state.bestParameters != null) {
        FloatArrays.copy(state.bestParameters, network.params());
      }
      values.putAll(task.measure(network));
    }
    EpochMetrics measured =
        new EpochMetrics(epochsDone(), state.step, state.times.totalSeconds(), values);
    state.metrics.add(measured);
    context.evaluated(measured);
  }

  private void put(Map<String, Double> values, String part, Score score) {
    if (score.rows() > 0) {
      task.metrics(score).forEach((name, value) -> values.put(part + "-" + name, value));
    }
  }

  private Answer report(int epoch) {
    long now = nanoTime.getAsLong();
    double perSecond =
        examplesSinceReport == 0 ? 0 : examplesSinceReport / ((now - lastReport) / 1e9);
    double loss = sinceReport.rows() == 0 ? Double.NaN : sinceReport.meanLoss();
    TrialProgress progress =
        new TrialProgress(epoch, course.epochs(), state.step, course.steps(), loss, perSecond);
    lastReport = now;
    sinceReport = Score.NONE;
    examplesSinceReport = 0;
    return context.report(progress);
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

  /** Since the trial began, earlier attempts up to their checkpoints included. */
  double seconds() {
    return state.earlierSeconds + (nanoTime.getAsLong() - began) / 1e9;
  }
}
