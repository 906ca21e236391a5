package org.kvsweep.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Score;
import org.kvsweep.layer.ClassifierRuntime;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Task;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.TrialProgress;

/** Trains a network on a task: epochs of steps, each epoch followed by an evaluation. */
final class Trainer {
  private static final long REPORT_NANOS = 2_000_000_000L;

  private final Task task;
  private final TrainingPlan plan;
  private final long seed;
  private final ComputationGraph network;
  private final Kernels kernels;
  private final TrialContext context;
  private final LongSupplier nanoTime;
  private final long steps;
  private final List<EpochMetrics> metrics = new ArrayList<>();
  private final StepTimes times;
  private Adam adam;
  private long step;
  private long lastReport;
  private Score sinceReport = Score.NONE;

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
    this.steps = plan.steps(task.train().size());
    this.times = new StepTimes(steps);
    this.lastReport = nanoTime.getAsLong();
  }

  End train() {
    Evaluator validation = new Evaluator(network, task.validation(), plan.batchSize());
    Evaluator test = new Evaluator(network, task.test(), plan.batchSize());
    Batch batch = task.train().allocate(plan.batchSize());
    for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
      Score training = Score.NONE;
      RandomGenerator random = RandomStream.of(seed, "augmentation", epoch);
      int[] order =
          RandomStream.permutation(RandomStream.of(seed, "order", epoch), task.train().size());
      for (int i = 0; i < plan.stepsPerEpoch(order.length); i++) {
        if (context.cancelled()) {
          return End.CANCELLED;
        }
        long start = nanoTime.getAsLong();
        task.train().read(order, i * plan.batchSize(), batch, random);
        Score score = step(batch);
        times.add(nanoTime.getAsLong() - start);
        if (!Double.isFinite(score.lossSum())) {
          return End.DIVERGED;
        }
        training = training.plus(score);
        sinceReport = sinceReport.plus(score);
        if (nanoTime.getAsLong() - lastReport > REPORT_NANOS && report(epoch) == Answer.STOP) {
          return End.STOPPED;
        }
      }
      evaluate(epoch, training, validation.score(), test.score());
      if (report(epoch) == Answer.STOP && epoch < plan.epochs()) {
        return End.STOPPED;
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
      adam = new Adam(network, kernels, plan.clipNorm());
    }
    adam.step(step + 1, plan.learningRate(step, steps));
    step++;
    int iteration = network.getConfiguration().getIterationCount();
    for (TrainingListener listener : network.getListeners()) {
      listener.iterationDone(network, iteration, network.getConfiguration().getEpochCount());
    }
    network.getConfiguration().setIterationCount(iteration + 1);
    return ((ClassifierRuntime) network.getOutputLayer(0)).trainingScore();
  }

  private void evaluate(int epoch, Score training, Score validation, Score test) {
    Map<String, Double> values = new TreeMap<>();
    put(values, "train", training);
    put(values, "validation", validation);
    put(values, "test", test);
    metrics.add(new EpochMetrics(epoch, step, times.totalSeconds(), values));
    network.getConfiguration().setEpochCount(epoch);
  }

  private static void put(Map<String, Double> values, String part, Score score) {
    values.put(part + "-loss", score.meanLoss());
    values.put(part + "-accuracy", score.accuracy());
  }

  private Answer report(int epoch) {
    long now = nanoTime.getAsLong();
    double examples = (double) sinceReport.rows() / rowsPerExample();
    double seconds = (now - lastReport) / 1e9;
    double loss = sinceReport.rows() == 0 ? Double.NaN : sinceReport.meanLoss();
    TrialProgress progress =
        new TrialProgress(epoch, plan.epochs(), step, steps, loss, examples / seconds);
    lastReport = now;
    sinceReport = Score.NONE;
    return context.report(progress);
  }

  private double rowsPerExample() {
    Batch one = task.train().allocate(1);
    return one.labels().length();
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
