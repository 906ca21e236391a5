package org.kvsweep.spark;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.kvsweep.run.MessageReceiver;
import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.spark.executor.BuildIdentity;

/** Receives what running trials say, on one thread of Spark that must not be kept waiting. */
final class DriverSide implements DriverPlugin {
  // Spark makes this object and hands it to nobody; the context it belongs to is what both know.
  private static final Map<SparkContext, DriverSide> BY_CONTEXT = new ConcurrentHashMap<>();

  private final AtomicBoolean taken = new AtomicBoolean();
  private final AtomicReference<MessageReceiver> receiver = new AtomicReference<>();
  // Executors may come before the first sweep does.
  private final AtomicReference<String> unfit = new AtomicReference<>();
  private volatile SparkContext context;
  private volatile SweepMetrics metrics;

  static Optional<DriverSide> of(SparkContext context) {
    return Optional.ofNullable(BY_CONTEXT.get(context));
  }

  @Override
  public Map<String, String> init(SparkContext sparkContext, PluginContext pluginContext) {
    context = sparkContext;
    metrics = new SweepMetrics(pluginContext.metricRegistry());
    BY_CONTEXT.put(sparkContext, this);
    return BuildIdentity.here().toMap();
  }

  /** Returns the metrics of sweeps for Spark's metrics system. */
  SweepMetrics metrics() {
    return metrics;
  }

  /**
   * Takes this application for one cluster: trials have one receiver.
   *
   * @throws IllegalStateException if another one has not left it yet
   */
  void enter() {
    if (!taken.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "Cannot run the sweep: another sweep is running in this Spark application");
    }
  }

  /** Lets the next cluster in; trials of the last one that still say something are to stop. */
  void leave() {
    receiver.set(null);
    taken.set(false);
  }

  /** Sends what trials and executors say to that receiver, until the next one. */
  void connect(MessageReceiver next) {
    receiver.set(next);
    tellOfUnfit();
  }

  private void tellOfUnfit() {
    MessageReceiver open = receiver.get();
    String why = open == null ? null : unfit.getAndSet(null);
    if (why != null) {
      open.executorUnfit(why);
    }
  }

  @Override
  public Object receive(Object message) {
    // Of a class that every build has: the executor that says so may have another one.
    if (message instanceof String why) {
      unfit.set(why);
      tellOfUnfit();
      return null;
    }
    MessageReceiver open = receiver.get();
    if (!(message instanceof TrialMessage said)) {
      return DriverAnswer.STOP.bytes();
    }
    DriverAnswer answer = open == null ? DriverAnswer.STOP : open.receive(said);
    return said.awaitsAnswer() ? answer.bytes() : null; // Spark warns of an answer to nobody
  }

  @Override
  public void shutdown() {
    BY_CONTEXT.remove(context);
  }
}
