package org.kvsweep.spark.executor;

import java.util.Map;
import java.util.Queue;
import java.util.ServiceConfigurationError;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.kvsweep.kernel.NativeCode;
import org.kvsweep.trial.EngineCatalog;
import org.kvsweep.trial.EngineProvider;
import org.kvsweep.trial.TrialEngine;

/**
 * The engines of one executor that no trial uses just now: at most one for each slot is ever made.
 * An engine that threw is not given back.
 */
final class EnginePool {
  private final Map<String, Queue<TrialEngine>> idle = new ConcurrentHashMap<>();

  /**
   * An engine of that name, for one thread until it gives it back.
   *
   * @param workers that train the trial together
   * @throws IllegalArgumentException if there is none on the class path, or it can't train so
   * @throws IllegalStateException if one there can't be made, with the reason in a sentence
   */
  TrialEngine take(String name, int workers) {
    try {
      EngineProvider provider = EngineCatalog.load().provider(name);
      if (workers > 1 && !provider.trainsInGroups()) {
        throw new IllegalArgumentException(
            "Cannot train with %d workers: the engine %s trains with one; take distribute out of the sweep file"
                .formatted(workers, name));
      }
      TrialEngine engine = idle(name).poll();
      return engine != null ? engine : provider.create();
    } catch (ServiceConfigurationError | LinkageError error) {
      throw new IllegalStateException(
          NativeCode.refusal(error, System.getenv()).orElseGet(() -> StackTraces.sentence(error)),
          error);
    }
  }

  void giveBack(String name, TrialEngine engine) {
    idle(name).add(engine);
  }

  private Queue<TrialEngine> idle(String name) {
    return idle.computeIfAbsent(name, key -> new ConcurrentLinkedQueue<>());
  }
}
