package org.kvsweep.task;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.kvsweep.kernel.KernelChoice;

/** The data of one trial and the model that learns it. */
public interface Task {

  /**
   * The network, in float, with weights drawn from the trial's seed. Its last layer is the output
   * and scores itself against class ids.
   */
  ComputationGraphConfiguration network(KernelChoice kernels);

  Examples train();

  Examples validation();

  Examples test();
}
