package org.kvsweep.training;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.Score;
import org.kvsweep.plan.KeepBest;
import org.kvsweep.plan.TrainingLength;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.task.Task;
import org.kvsweep.trial.EpochMetrics;

/** The evaluations of a training: when they are due, what they measure, and which one counts. */
final class Evaluation {
  private final Task task;
  private final TrainingPlan plan;
  private final ComputationGraph network;
  private final Evaluator validation;
  private final Evaluator test;

  Evaluation(Task task, TrainingPlan plan, ComputationGraph network) {
    this.task = task;
    this.plan = plan;
    this.network = network;
    this.validation = new Evaluator(network, task.validation(), plan.batchSize());
    this.test = new Evaluator(network, task.test(), plan.batchSize());
  }

  /** True if the network is evaluated after so many steps. */
  boolean due(long step, TrainingLength length) {
    int every = plan.evaluateEvery() > 0 ? plan.evaluateEvery() : length.stepsPerEpoch();
    return step % every == 0 || step == length.steps();
  }

  /** Measures the network, keeps it if it is the best, and adds the metrics to the state. */
  EpochMetrics evaluate(TrainingState state, TrainingLength length) {
    SortedMap<String, Double> values = new TreeMap<>();
    put(values, "train", state.sinceEvaluation);
    state.sinceEvaluation = Score.NONE;
    Score validated = validation.score();
    put(values, "validation", validated);
    keepIfBest(state, validated);
    put(values, "test", state.best.test());
    if (plan.keepBest() != KeepBest.NONE) {
      values.put("best-step", (double) state.best.step());
    }
    if (state.step == length.steps()) {
      if (state.bestParameters != null) {
        FloatArrays.copy(state.bestParameters, network.params());
      }
      values.putAll(task.measure(network));
    }
    EpochMetrics measured =
        new EpochMetrics(
            length.epochsDone(state.step), state.step, state.times.totalSeconds(), values);
    state.metrics.add(measured);
    return measured;
  }

  private void keepIfBest(TrainingState state, Score validated) {
    Score before = state.best == null ? null : state.best.validation();
    if (plan.keepBest().improves(validated, before)) {
      state.best = new TrainingState.Best(state.step, validated, test.score());
      state.bestParameters = plan.keepBest() == KeepBest.NONE ? null : network.params().dup();
    }
  }

  private void put(Map<String, Double> values, String part, Score score) {
    if (score.rows() > 0) {
      task.metrics(score).forEach((name, value) -> values.put(part + "-" + name, value));
    }
  }
}
