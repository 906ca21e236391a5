package org.kvsweep.spark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.apache.spark.api.plugin.PluginContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries reports from one executor to the driver. Trials don't wait for it: a report that the
 * driver has not taken yet is replaced by the next, and the answer comes when it comes.
 */
final class ProgressPost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressPost.class);

  private final PluginContext plugin;
  private final Map<RemoteTrialContext, TrialMessage> unsent = new ConcurrentHashMap<>();
  private final ExecutorService carrier =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "kvsweep-progress");
            thread.setDaemon(true);
            return thread;
          });

  ProgressPost(PluginContext plugin) {
    this.plugin = plugin;
  }

  /** Sends and waits for the answer; true, go on, if the driver can't be reached. */
  boolean ask(TrialMessage message) {
    try {
      return (Boolean) plugin.ask(message);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } catch (Exception unreachable) {
      LOG.warn("Cannot reach the driver with {}", message, unreachable);
      return true;
    }
  }

  /** Sends soon, and hands the answer to the trial. */
  void send(RemoteTrialContext trial, TrialMessage message) {
    if (unsent.put(trial, message) == null) {
      try {
        carrier.execute(() -> carry(trial));
      } catch (RejectedExecutionException closing) {
        unsent.remove(trial); // the executor goes away, and this trial with it
      }
    }
  }

  private void carry(RemoteTrialContext trial) {
    TrialMessage message = unsent.remove(trial);
    if (message != null) {
      trial.answered(ask(message));
    }
  }

  void forget(RemoteTrialContext trial) {
    unsent.remove(trial);
  }

  @Override
  public void close() {
    carrier.shutdownNow();
  }
}
