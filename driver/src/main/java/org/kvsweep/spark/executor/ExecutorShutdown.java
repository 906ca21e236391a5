package org.kvsweep.spark.executor;

import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Handles the request to end an executor's process (SIGTERM: a machine is taken away, a container
 * is stopped, an application ends): its trials save their state and stop, and the process waits for
 * them a little.
 */
final class ExecutorShutdown implements AutoCloseable {
  // Spark's worker kills after 10 s, Kubernetes after 30 s, YARN after 250 ms unless told
  // otherwise.
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  // Before Hadoop closes its file systems (10) and Spark shuts down (40).
  private static final int PRIORITY = 100;

  private final Phaser trials = new Phaser(1);
  private final Runnable hook = this::leave;
  private volatile boolean begun;

  /** Listens from now on. */
  ExecutorShutdown listen() {
    ShutdownHookManager.get()
        .addShutdownHook(hook, PRIORITY, PATIENCE.toSeconds() + 1, TimeUnit.SECONDS);
    return this;
  }

  /** True once the process is to end. */
  boolean begun() {
    return begun;
  }

  /** A trial begins, which {@link #leave} is to wait for. */
  void arrive() {
    trials.register();
  }

  /** A trial has ended. */
  void depart() {
    trials.arriveAndDeregister();
  }

  void leave() {
    begun = true;
    int phase = trials.arriveAndDeregister();
    try {
      trials.awaitAdvanceInterruptibly(phase, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException late) {
      // What a trial has kept before is what there is.
    }
  }

  @Override
  public void close() {
    ShutdownHookManager manager = ShutdownHookManager.get();
    if (!manager.isShutdownInProgress()) {
      manager.removeShutdownHook(hook);
    }
  }
}
