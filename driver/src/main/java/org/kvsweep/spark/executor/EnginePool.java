package org.kvsweep.spark.executor;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.kvsweep.kernel.NativeCode;
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
   * @throws IllegalArgumentException if there is none on the class path
   * @throws IllegalStateException if one there can't be made, with the reason in a sentence
   */
  TrialEngine take(String name) {
    TrialEngine engine = idle(name).poll();
    return engine != null ? engine : load(name);
  }

  void giveBack(TrialEngine engine) {
    idle(engine.name()).add(engine);
  }

  private Queue<TrialEngine> idle(String name) {
    return idle.computeIfAbsent(name, key -> new ConcurrentLinkedQueue<>());
  }

  private static TrialEngine load(String name) {
    // The context class loader is the one that has the application jar on executors.
    ServiceLoader<TrialEngine> loader =
        ServiceLoader.load(TrialEngine.class, Thread.currentThread().getContextClassLoader());
    List<TrialEngine> engines;
    try {
      engines = loader.stream().map(ServiceLoader.Provider::get).toList();
    } catch (ServiceConfigurationError error) {
      throw new IllegalStateException(
          NativeCode.refusal(error, System.getenv()).orElseGet(() -> StackTraces.sentence(error)),
          error);
    }
    return engines.stream()
        .filter(engine -> engine.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot find the engine: expected one of %s, got %s"
                        .formatted(engines.stream().map(TrialEngine::name).toList(), name)));
  }
}
