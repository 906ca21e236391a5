package org.kvsweep.training;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kvsweep.kernel.Score;
import org.kvsweep.plan.KeepBest;
import org.kvsweep.plan.TrainingLength;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.task.MetricNames;
import org.kvsweep.task.Task;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.LifeSign;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The evaluations of a training: when they are due, what they measure, and which one counts. */
final class Evaluation implements AutoCloseable {
  private final Task task;
  private final TrainingPlan plan;
  private final Learner learner;
  private final Learner.Scorer validation;
  private final Learner.Scorer test;
  private final LifeSign sign;

  /** The evaluations of that learner, which give the sign while they last. */
  Evaluation(Task task, TrainingPlan plan, Learner learner, LifeSign sign) {
    this.task = task;
    this.plan = plan;
    this.learner = learner;
    this.sign = sign;
    this.validation = learner.scorer(new LivingExamples(task.validation(), sign));
    this.test = learner.scorer(new LivingExamples(task.test(), sign));
  }

  /** True if the network is evaluated after so many steps. */
  boolean due(long step, TrainingLength length) {
    int every = plan.evaluateEvery() > 0 ? plan.evaluateEvery() : length.stepsPerEpoch();
    return step % every == 0 || step == length.steps();
  }

  /**
   * Measures the network, keeps it if it is the best, and adds the metrics to the state. Empty if
   * the network has diverged: the last step shows only here.
   */
  Optional<EpochMetrics> evaluate(TrainingState state, TrainingLength length) {
    SortedMap<String, Double> values = new TreeMap<>();
    put(values, "train", Measurement.of(state.sinceEvaluation));
    state.sinceEvaluation = Score.NONE;
    Measurement validated = validation.measure();
    put(values, "validation", validated);
    keepIfBest(state, validated);
    if (diverged(validated) || diverged(state.best.test())) {
      return Optional.empty();
    }
    put(values, "test", state.best.test());
    if (plan.keepBest() != KeepBest.NONE) {
      values.put(MetricNames.BEST_STEP, (double) state.best.step());
    }
    if (state.step == length.steps()) {
      if (state.bestParameters != null) {
        FloatArrays.copy(state.bestParameters, learner.network().params());
        learner.changed();
      }
      values.putAll(task.measure(learner.network(), sign));
    }
    EpochMetrics measured =
        new EpochMetrics(
            length.epochsDone(state.step),
            state.step,
            length.steps(),
            state.times.totalSeconds(),
            values);
    state.metrics.add(measured);
    return Optional.of(measured);
  }

  private static boolean diverged(Measurement measured) {
    return !Double.isFinite(measured.score().lossSum());
  }

  private void keepIfBest(TrainingState state, Measurement validated) {
    Score before = state.best == null ? null : state.best.validation();
    if (plan.keepBest().improves(validated.score(), before)) {
      state.best = new TrainingState.Best(state.step, validated.score(), test.measure());
      if (plan.keepBest() != KeepBest.NONE) {
        keep(learner.network().params(), state);
      }
    }
  }

  private static void keep(INDArray parameters, TrainingState state) {
    if (state.bestParameters == null) {
      state.bestParameters = parameters.dup();
    } else {
      FloatArrays.copy(parameters, state.bestParameters);
    }
  }

  /** Frees the memory that evaluations have taken. */
  @Override
  public void close() {
    validation.close();
    test.close();
  }

  private void put(Map<String, Double> values, String part, Measurement measured) {
    if (measured.score().rows() > 0) {
      learner
          .metrics(measured.score())
          .forEach((name, value) -> values.put(part + "-" + name, value));
      measured.more().forEach((name, value) -> values.put(part + "-" + name, value));
    }
  }
}
