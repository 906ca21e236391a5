package org.kvsweep.training;

import java.util.Optional;
import java.util.SortedMap;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.task.Task;
import org.kvsweep.trial.Device;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialSpec;

/** What differs between engines: the library that computes. {@link TaskEngine} has the rest. */
public interface Backend {

  /**
   * Makes the calling thread compute on that GPU, or on one core of the CPU.
   *
   * @throws IllegalArgumentException if it can't; the message says why
   */
  void use(Optional<Device> device);

  /**
   * A network that learns the task, with the weights that follow from the trial's seed.
   *
   * @throws IllegalArgumentException if it can't be trained as the plan says
   */
  Learner learner(TrialSpec spec, Task task, TrainingPlan plan);

  /**
   * Returns what the numbers of the trial depend on beside its spec, for its record: values by
   * name, among them {@code device}.
   */
  SortedMap<String, String> environment(TrialSpec spec);

  /** The kind of failure that the library reports by that exception. */
  default FailureKind kind(RuntimeException failure) {
    return FailureKind.INTERNAL_ERROR;
  }
}
