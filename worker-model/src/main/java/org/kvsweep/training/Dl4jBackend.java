package org.kvsweep.training;

import java.util.Optional;
import java.util.SortedMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.cpu.Blas;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.task.Task;
import org.kvsweep.trial.Device;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Computes with ND4J, and with kvsweep's own kernels on its arrays. */
final class Dl4jBackend implements Backend {
  private static final Logger LOG = LoggerFactory.getLogger(Dl4jBackend.class);

  private final KernelChoice choice;
  private Optional<Device> device = Optional.empty();

  Dl4jBackend(KernelChoice choice) {
    this.choice = choice;
    LOG.info("Kernels: {}", choice.kernels(DataType.FLOAT).name());
  }

  @Override
  public void use(Optional<Device> given) {
    device = given;
    Devices.use(given);
    Blas.useOneThread();
  }

  @Override
  public Learner learner(TrialSpec spec, Task task, TrainingPlan plan) {
    KernelChoice chosen = chosen(spec);
    ComputationGraphConfiguration configuration = task.network(chosen);
    if (!KernelLayer.isOutputOf(configuration)) {
      return Dl4jLearner.of(configuration, task, plan, spec);
    }
    ComputationGraph network = new ComputationGraph(configuration);
    network.init();
    return new KernelLearner(network, task, chosen.kernels(DataType.FLOAT), plan);
  }

  private KernelChoice chosen(TrialSpec spec) {
    return choice.in(TrainingKeys.precision(spec.training()));
  }

  @Override
  public SortedMap<String, String> environment(TrialSpec spec) {
    Kernels kernels = chosen(spec).kernels(DataType.FLOAT);
    return Environment.describe(spec.engine(), kernels, Devices.describe(device));
  }
}
