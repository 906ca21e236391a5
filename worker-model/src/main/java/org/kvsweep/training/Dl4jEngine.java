package org.kvsweep.training;

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
