package org.kvsweep.training;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.EngineCatalog;
import org.kvsweep.trial.EngineProvider;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialEngine;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** Trains trials with Deeplearning4j, on one thread. */
public final class Dl4jEngine implements TrialEngine {
  private static final String CUDA_BACKEND = "/org/nd4j/linalg/jcublas/JCublasBackend.class";

  /** Lists this engine without loading Deeplearning4j. */
  public static final class Provider implements EngineProvider {
    @Override
    public String name() {
      return EngineCatalog.DEFAULT;
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
      return Dl4jEngine.class.getResource(CUDA_BACKEND) != null
          ? Optional.empty()
          : Optional.of(
              "this jar has ND4J's backend for CPUs only, expected one made by ./mvnw -Pcuda"
                  + " -DskipTests package (cluster/gpu/README.md)");
    }

    // Code for 8.6 runs on the rest of the 8 series; ND4J's build has no form that 9.0 could
    // translate.
    @Override
    public boolean hasCodeFor(double computeCapability) {
      return computeCapability >= 3.7 && computeCapability < 9.0;
    }

    @Override
    public TrialEngine create() {
      return new Dl4jEngine();
    }
  }

  private final TaskEngine engine;

  /** The engine for all tasks on the class path. */
  public Dl4jEngine() {
    this(TaskCatalog.load(), KernelChoice.AUTO, System::nanoTime);
  }

  Dl4jEngine(TaskCatalog tasks, KernelChoice choice, LongSupplier nanoTime) {
    engine = new TaskEngine(new Dl4jBackend(choice), tasks, nanoTime);
  }

  @Override
  public TrialOutcome run(TrialSpec spec, TrialContext context) {
    return engine.run(spec, context);
  }
}
