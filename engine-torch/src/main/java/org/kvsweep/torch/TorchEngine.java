package org.kvsweep.torch;

import java.util.Optional;
import org.kvsweep.training.TaskEngine;
import org.kvsweep.trial.EngineCatalog;
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
    public Optional<String> lackForGpus() {
      return LibTorch.isForGpus()
          ? Optional.empty()
          : Optional.of(
              "the jar of the engine torch is for CPUs, expected one made by ./mvnw -Ptorch-gpu"
                  + " -DskipTests package (cluster/gpu/README.md)");
    }

    @Override
    public boolean hasCodeFor(double computeCapability) {
      return GpuCode.covers(computeCapability);
    }

    @Override
    public Optional<String> build() {
      return EngineCatalog.buildOf(TorchEngine.class);
    }

    @Override
    public TrialEngine create() {
      LibTorch.load();
      return new TorchEngine();
    }
  }

  private final TaskEngine engine = new TaskEngine(new TorchBackend());

  @Override
  public TrialOutcome run(TrialSpec spec, TrialContext context) {
    return engine.run(spec, context);
  }
}
