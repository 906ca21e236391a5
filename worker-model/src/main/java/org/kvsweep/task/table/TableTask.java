package org.kvsweep.task.table;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.model.ModelCost;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.task.Examples;
import org.kvsweep.task.MetricNames;
import org.kvsweep.task.ShownExample;
import org.kvsweep.task.Target;
import org.kvsweep.task.Task;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialSpec;

/**
 * The rows of one trial and the network that learns them.
 *
 * @param network gives a fresh one to any trial on this table, with the model that the trial says
 * @param columns the encoding in a saved model, as JSON
 * @param whyWithoutAuc empty where the target has two classes
 */
record TableTask(
    TrialSpec spec,
    Function<TrialSpec, ComputationGraphConfiguration> network,
    Target predicts,
    Examples train,
    Examples validation,
    Examples test,
    DataChecksums data,
    String columns,
    Optional<String> whyWithoutAuc)
    implements Task {
  /** The encoding in a saved model. */
  static final String COLUMNS = "columns.json";

  @Override
  public ComputationGraphConfiguration network(KernelChoice kernels) {
    return network.apply(spec);
  }

  @Override
  public TrialCost cost(TrialSpec trial, TrialCost planned) {
    TrainingPlan plan = TrainingKeys.plan(trial.training());
    return ModelCost.of(network.apply(trial), plan.batchSize())
        .trial(plan.length(train.size()).steps());
  }

  @Override
  public Optional<String> whyWithout(String metric) {
    return MetricNames.isAuc(metric) ? whyWithoutAuc : Optional.empty();
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(data.environment());
    environment.put("train-rows", Integer.toString(train.size()));
    return environment;
  }

  /** Returns none: nothing in these networks attends. */
  @Override
  public Optional<ShownExample> shown() {
    return Optional.empty();
  }

  @Override
  public Map<String, byte[]> attachments() {
    return Map.of(COLUMNS, columns.getBytes(StandardCharsets.UTF_8));
  }
}
