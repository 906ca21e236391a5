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
 * Handles SIGINT, SIGTERM and SIGHUP while a sweep runs: the first signal asks running trials to
 * stop, the second stops them at once, the third ends the process. A closing terminal may send
 * SIGHUP more than once; it counts once. A process started with SIGHUP ignored, as by nohup, keeps
 * running.
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
   * A handler that has no sweep to stop yet.
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
   * Lets a signal stop the sweep from now on; stops it at once if a signal has come before.
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

  /**
   * Ends the process while Spark still starts, which may take for ever; nothing can be lost yet.
   */
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
            "Stopping: running trials have %d s to save their state. Interrupt again to stop at once."
                .formatted(GRACE.toSeconds()));
      }
      case 2 -> {
        stop(Duration.ZERO);
        say.accept("Stopping at once.");
      }
      default -> Runtime.getRuntime().halt(code);
    }
  }

  /** The exit code of the interrupted process; 0 if no signal came. */
  int exitCode() {
    return exitCode;
  }

  @Override
  public void close() {
    signals.close();
  }
}
