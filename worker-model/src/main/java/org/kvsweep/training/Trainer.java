package org.kvsweep.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Score;
import org.kvsweep.layer.ClassifierRuntime;
import org.kvsweep.plan.Course;
import org.kvsweep.plan.KeepBest;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Task;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.TrialProgress;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Trains a network on a task, as a plan says. */
final class Trainer {
  private static final long REPORT_NANOS = 2_000_000_000L;

  private final Task task;
  private final TrainingPlan plan;
  private final long seed;
  private final ComputationGraph network;
  private final Kernels kernels;
  private final TrialContext context;
  private final LongSupplier nanoTime;
  private final Course course;
  private final Evaluator validation;
  private final Evaluator test;
  private final List<EpochMetrics> metrics = new ArrayList<>();
  private final StepTimes times;
  private Adam adam;
  private long step;
  private Score sinceEvaluation = Score.NONE;
  private Score best;
  private Score bestTest;
  private long bestStep;
  private INDArray bestParameters;
  private long lastReport;
  private Score sinceReport = Score.NONE;
  private long examplesSinceReport;

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
    this.times = new StepTimes(course.steps());
    this.lastReport = nanoTime.getAsLong();
  }

  End train() {
    Batch batch = null;
    for (int epoch = 1; step < course.steps(); epoch++) {
      RandomGenerator random = RandomStream.of(seed, "augmentation", epoch);
      int[] order = task.train().order(RandomStream.of(seed, "order", epoch), plan.batchSize());
      for (int i = 0; i < course.stepsPerEpoch() && step < course.steps(); i++) {
        if (context.cancelled()) {
          return End.CANCELLED;
        }
        long start = nanoTime.getAsLong();
        int from = i * plan.batchSize();
        batch = task.train().fitting(order, from, plan.batchSize(), batch);
        task.train().read(order, from, batch, random);
        Score score = step(batch);
        times.add(nanoTime.getAsLong() - start);
        if (!Double.isFinite(score.lossSum())) {
          return End.DIVERGED;
        }
        count(score, batch);
        if (evaluateAndReport(epoch) == Answer.STOP && step < course.steps()) {
          return End.STOPPED;
        }
      }
    }
    return End.COMPLETED;
  }

  /** Forward pass, backward pass, optimizer. */
  private Score step(Batch batch) {
    network.setInputs(batch.features());
    network.setLabels(batch.labels());
    network.computeGradientAndScore();
    if (adam == null) {
      adam = new Adam(network, kernels, plan, course);
    }
    adam.step(step);
    step++;
    int iteration = network.getConfiguration().getIterationCount();
    for (TrainingListener listener : network.getListeners()) {
      listener.iterationDone(network, iteration, network.getConfiguration().getEpochCount());
    }
    network.getConfiguration().setIterationCount(iteration + 1);
    return ((ClassifierRuntime) network.getOutputLayer(0)).trainingScore();
  }

  private void count(Score score, Batch batch) {
    sinceEvaluation = sinceEvaluation.plus(score);
    sinceReport = sinceReport.plus(score);
    examplesSinceReport += batch.size();
  }

  /** What is due after a step. */
  private Answer evaluateAndReport(int epoch) {
    int every = plan.evaluateEvery() > 0 ? plan.evaluateEvery() : course.stepsPerEpoch();
    boolean epochEnds = step % course.stepsPerEpoch() == 0;
    if (epochEnds) {
      network.getConfiguration().setEpochCount(epoch);
    }
    if (step % every == 0 || step == course.steps()) {
      evaluate();
      return report(epoch);
    }
    return epochEnds || nanoTime.getAsLong() - lastReport > REPORT_NANOS
        ? report(epoch)
        : Answer.CONTINUE;
  }

  private void evaluate() {
    SortedMap<String, Double> values = new TreeMap<>();
    put(values, "train", sinceEvaluation);
    sinceEvaluation = Score.NONE;
    Score validated = validation.score();
    put(values, "validation", validated);
    if (plan.keepBest().improves(validated, best)) {
      best = validated;
      bestStep = step;
      bestTest = test.score();
      bestParameters = plan.keepBest() == KeepBest.NONE ? null : network.params().dup();
    }
    put(values, "test", bestTest);
    if (plan.keepBest() != KeepBest.NONE) {
      values.put("best-step", (double) bestStep);
    }
    if (step == course.steps()) {
      if (bestParameters != null) {
        network.params().assign(bestParameters);
      }
      values.putAll(task.measure(network));
    }
    int epochs = (int) (step / course.stepsPerEpoch());
    EpochMetrics measured = new EpochMetrics(epochs, step, times.totalSeconds(), values);
    metrics.add(measured);
    context.evaluated(measured);
  }

  private void put(Map<String, Double> values, String part, Score score) {
    if (score.rows() > 0) {
      task.metrics(score).forEach((name, value) -> values.put(part + "-" + name, value));
    }
  }

  private Answer report(int epoch) {
    long now = nanoTime.getAsLong();
    double perSecond = examplesSinceReport / ((now - lastReport) / 1e9);
    double loss = sinceReport.rows() == 0 ? Double.NaN : sinceReport.meanLoss();
    TrialProgress progress =
        new TrialProgress(epoch, course.epochs(), step, course.steps(), loss, perSecond);
    lastReport = now;
    sinceReport = Score.NONE;
    examplesSinceReport = 0;
    return context.report(progress);
  }

  List<EpochMetrics> metrics() {
    return metrics;
  }

  StepTimes times() {
    return times;
  }

  /** Optimizer steps done. */
  long steps() {
    return step;
  }

  /** The times of all steps. */
  static final class StepTimes {
    private final long[] nanos;
    private int count;

    StepTimes(long steps) {
      nanos = new long[Math.toIntExact(steps)];
    }

    void add(long duration) {
      nanos[count++] = duration;
    }

    double totalSeconds() {
      return Arrays.stream(nanos, 0, count).sum() / 1e9;
    }

    double medianSeconds() {
      long[] sorted = Arrays.copyOf(nanos, count);
      Arrays.sort(sorted);
      return count == 0 ? 0 : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2e9;
    }
  }
}
