package org.kvsweep.speed;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialProgress;

/**
 * Times the steps of a trial from outside: an engine asks between steps whether to give up. It is
 * told to once there are enough steps. For one thread.
 */
final class StepTimer implements TrialContext {
  /** The fewest steps for a median, however long they take. */
  static final int FEWEST_STEPS = 5;

  static final int WARMUP_STEPS = 3;

  private final Path dataFolder;
  private final Together together;
  private final BooleanSupplier stopped;
  private final Clocks clocks;
  private final long warmupNanos;
  private final long timedNanos;
  private final List<Long> plain = new ArrayList<>();
  private final List<Long> reported = new ArrayList<>();
  private final long began;
  private long stepsBefore;
  private long timedFrom;
  private long cpuFrom;
  private double cpuShare;
  private long last;
  private boolean inTrial;
  private boolean warm;
  private boolean done;
  private boolean reports;

  /**
   * A timer whose warm-up begins now.
   *
   * @param warmup steps are timed once so much time is past: the JIT needs repetitions and time
   * @param timed steps are timed for so long
   * @param stopped whether the user has had enough
   */
  StepTimer(
      Path dataFolder,
      Duration warmup,
      Duration timed,
      Together together,
      BooleanSupplier stopped,
      Clocks clocks) {
    this.dataFolder = dataFolder;
    this.together = together;
    this.stopped = stopped;
    this.clocks = clocks;
    this.warmupNanos = warmup.toNanos();
    this.timedNanos = timed.toNanos();
    this.began = clocks.nanoTime().getAsLong();
  }

  /** Says that another trial begins: what it takes up to its first step is no step. */
  void trialBegins() {
    inTrial = false;
    reports = false;
  }

  @Override
  public boolean cancelled() {
    long now = clocks.nanoTime().getAsLong();
    if (inTrial && warm) {
      // What is evaluated between two steps is no part of a step.
      (reports ? reported : plain).add(now - last);
    }
    reports = false;
    stepsBefore += inTrial ? 1 : 0;
    inTrial = true;
    if (!warm && stepsBefore >= WARMUP_STEPS && now - began >= warmupNanos) {
      warm = true;
      together.begin();
      now = clocks.nanoTime().getAsLong();
      timedFrom = now;
      cpuFrom = clocks.cpuTime().getAsLong();
    }
    if (!done && steps() >= FEWEST_STEPS && now - timedFrom >= timedNanos) {
      done = true;
      cpuShare = (double) (clocks.cpuTime().getAsLong() - cpuFrom) / (now - timedFrom);
      together.hasItsSteps();
    }
    last = clocks.nanoTime().getAsLong();
    return ended();
  }

  private int steps() {
    return plain.size() + reported.size();
  }

  /** Returns the steps that this timer has seen. */
  long seen() {
    return stepsBefore;
  }

  /** Returns whether the trial need not begin again. */
  boolean ended() {
    return stopped.getAsBoolean() || (done && together.allHaveTheirSteps());
  }

  @Override
  public Answer report(TrialProgress progress) {
    reports = true;
    return Answer.CONTINUE;
  }

  @Override
  public Path dataFolder() {
    return dataFolder;
  }

  /** Returns the time of a step; empty if it was stopped before there were enough. */
  Optional<StepTime> time() {
    if (!done) {
      return Optional.empty();
    }
    List<Long> nanos = new ArrayList<>(plain.isEmpty() ? reported : plain);
    Collections.sort(nanos);
    int count = nanos.size();
    double median = (nanos.get((count - 1) / 2) + nanos.get(count / 2)) / 2e9;
    return Optional.of(new StepTime(median, cpuShare));
  }

  /** The clocks that are read, in nanoseconds: of the world, and the CPU time of this thread. */
  record Clocks(LongSupplier nanoTime, LongSupplier cpuTime) {
    static final Clocks OF_THIS_MACHINE =
        new Clocks(System::nanoTime, ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime);
  }
}
