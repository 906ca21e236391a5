package org.kvsweep.torch;

import org.kvsweep.training.TaskEngineContract;
import org.kvsweep.trial.TrialEngine;

class TorchEngineTest extends TaskEngineContract {
  @Override
  protected TrialEngine engine() {
    return new TorchEngine();
  }
}
