package org.kvsweep.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Ctrl-C and its like while a sweep runs: the first asks running trials to stop, the second stops
 * them at once, the third ends the process. A terminal that closes says so more than once and means
 * it once; what was started with SIGHUP ignored, as by nohup, goes on.
 */
final class Interruption implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Consumer<String> say;
  private final Executor afterGrace;
  private final IntConsumer exit;
  private final TakenSignals signals = new TakenSignals();
  private final AtomicInteger count = new AtomicInteger();
  private Optional<Consumer<Duration>> stop = Optional.empty();
  private Optional<Duration> asked = Optional.empty();
  private volatile int exitCode;

  /**
   * An interruption of nothing yet.
   *
   * @param say tells the user what happens
   */
  Interruption(Consumer<String> say) {
    this(
        say,
        CompletableFuture.delayedExecutor(GRACE.toMillis(), TimeUnit.MILLISECONDS),
        System::exit);
  }

  Interruption(Consumer<String> say, Executor afterGrace, IntConsumer exit) {
    this.say = say;
    this.afterGrace = afterGrace;
    this.exit = exit;
  }

  /**
   * From now on this ends the sweep; at once, if somebody has interrupted before.
   *
   * @param sweep is given how long running trials may take for it
   */
  synchronized Interruption stops(Consumer<Duration> sweep) {
    stop = Optional.of(sweep);
    asked.ifPresent(sweep);
    return this;
  }

  private synchronized void stop(Duration grace) {
    asked = Optional.of(grace);
    stop.ifPresentOrElse(sweep -> sweep.accept(grace), () -> afterGrace.execute(this::giveUp));
  }

  /** Spark may wait for a cluster for ever, and there is nothing yet that it could lose. */
  private void giveUp() {
    boolean nothingRuns;
    synchronized (this) {
      nothingRuns = stop.isEmpty();
    }
    if (nothingRuns) {
      exit.accept(exitCode);
    }
  }

  /** Takes over the signals that ask a process to end. */
  Interruption listen() {
    signals.take("HUP", () -> interrupted(ExitCode.HUNG_UP));
    signals.take("INT", () -> interrupted(ExitCode.INTERRUPTED));
    signals.take("TERM", () -> interrupted(ExitCode.TERMINATED));
    return this;
  }

  void interrupted(int code) {
    if (code == ExitCode.HUNG_UP && count.get() > 0) {
      return;
    }
    exitCode = code;
    // Before anything is said: a terminal that is gone or stopped may not take it.
    switch (count.incrementAndGet()) {
      case 1 -> {
        stop(GRACE);
        say.accept(
            "Stopping: running trials have %d s. Once more to stop them at once."
                .formatted(GRACE.toSeconds()));
      }
      case 2 -> {
        stop(Duration.ZERO);
        say.accept("Stopping at once.");
      }
      default -> Runtime.getRuntime().halt(code);
    }
  }

  /** What the process is to end with; 0 if nobody interrupted it. */
  int exitCode() {
    return exitCode;
  }

  @Override
  public void close() {
    signals.close();
  }
}
