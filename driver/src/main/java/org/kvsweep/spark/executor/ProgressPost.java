package org.kvsweep.spark.executor;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.apache.spark.api.plugin.PluginContext;
import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.AttemptId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries reports from one executor to the driver. A report that the driver has not taken yet is
 * replaced by the trial's next, so that a slow driver costs neither time nor memory.
 */
public final class ProgressPost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressPost.class);

  private final PluginContext plugin;
  private final Map<RemoteTrialContext, Letter> unsent = new ConcurrentHashMap<>();
  private final ExecutorService carrier =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "kvsweep-progress");
            thread.setDaemon(true);
            return thread;
          });

  private record Letter(TrialMessage message, CompletableFuture<Boolean> answer) {}

  public ProgressPost(PluginContext plugin) {
    this.plugin = plugin;
  }

  /** Sends and waits for the answer; empty if the driver can't be reached. */
  Optional<DriverAnswer> ask(TrialMessage message) {
    try {
      return Optional.of(DriverAnswer.of((byte[]) plugin.ask(message)));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.of(DriverAnswer.STOP);
    } catch (Exception unreachable) {
      unreached(message, unreachable);
      return Optional.empty();
    }
  }

  /** Logs a message that did not reach the driver, unless this executor ends. */
  private void unreached(Object message, Exception why) {
    if (!carrier.isShutdown()) {
      LOG.warn("Cannot reach the driver with {}: {}", message, why.toString());
    }
    LOG.debug("It was", why);
  }

  /** Hands in how an attempt ended; what its task is to do next, if the driver has taken it. */
  Optional<TrialOrder> handIn(TrialReport report) {
    AttemptId id = report.id();
    return ask(new TrialMessage.HandedIn(id.trial().value(), id.number(), Wire.bytes(report)))
        .filter(DriverAnswer.Next.class::isInstance)
        .map(answer -> Wire.read(((DriverAnswer.Next) answer).order(), TrialOrder.class));
  }

  /** Sends without waiting for anything. */
  void tell(Serializable message) {
    try {
      plugin.send(message);
    } catch (IOException | RuntimeException unreachable) {
      unreached(message, unreachable);
    }
  }

  /** Sends soon. The answer never comes if a later report of the trial takes this one's place. */
  public Future<Boolean> send(RemoteTrialContext trial, TrialMessage message) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    if (unsent.put(trial, new Letter(message, answer)) == null) {
      try {
        carrier.execute(() -> carry(trial));
      } catch (RejectedExecutionException closing) {
        unsent.remove(trial); // the executor goes away, and this trial with it
      }
    }
    return answer;
  }

  private void carry(RemoteTrialContext trial) {
    Letter letter = unsent.remove(trial);
    if (letter != null) {
      boolean goOn = !ask(letter.message()).equals(Optional.of(DriverAnswer.STOP));
      trial.answered(goOn);
      letter.answer().complete(goOn);
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
