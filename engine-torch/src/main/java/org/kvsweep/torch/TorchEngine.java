package org.kvsweep.torch;

import org.kvsweep.training.TaskEngine;
import org.kvsweep.trial.EngineProvider;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialEngine;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** Trains trials with LibTorch, on one thread of the CPU or on a GPU. */
public final class TorchEngine implements TrialEngine {

  /** Lists this engine without loading LibTorch. */
  public static final class Provider implements EngineProvider {
    @Override
    public String name() {
      return "torch";
    }

    @Override
    public boolean trainsInGroups() {
      return true;
    }

    @Override
    public boolean trainsInBfloat16() {
      return true;
    }

    @Override
    public TrialEngine create() {
      return new TorchEngine();
    }
  }

  private final TaskEngine engine = new TaskEngine(new TorchBackend());

  @Override
  public TrialOutcome run(TrialSpec spec, TrialContext context) {
    return engine.run(spec, context);
  }
}
