package org.kvsweep.speed;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.speed.StepTimer.Clocks;
import org.kvsweep.trial.EngineCatalog;
import org.kvsweep.trial.TrialEngine;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** Times training steps of trials in this process, alone and side by side, a thread each. */
public final class SpeedMeter implements AutoCloseable {
  private final EngineCatalog engines;
  private final Function<TrialSpec, Path> dataFolders;
  private final Duration timed;
  private final BooleanSupplier stopped;
  private final ExecutorService threads;

  /**
   * A meter.
   *
   * @param dataFolders where the data files of trials lie
   * @param timed steps are timed for so long, after a warm-up as long: the JIT needs repetitions
   *     and time
   * @param stopped whether the user has had enough; asked between steps
   */
  public SpeedMeter(
      EngineCatalog engines,
      Function<TrialSpec, Path> dataFolders,
      Duration timed,
      BooleanSupplier stopped) {
    this.engines = engines;
    this.dataFolders = dataFolders;
    this.timed = timed;
    this.stopped = stopped;
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "timed trial");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Returns how many seconds it takes to time a trial.
   *
   * @param step seconds of a step
   * @param sideBySide whether two of them are timed together too
   */
  public static double seconds(double step, Duration timed, boolean sideBySide) {
    double steps = Math.max(seconds(timed), StepTimer.FEWEST_STEPS * step);
    double alone = Math.max(seconds(timed), StepTimer.WARMUP_STEPS * step) + steps;
    double pair = Math.max(seconds(shortWarmup(timed)), StepTimer.WARMUP_STEPS * step) + steps;
    return sideBySide ? alone + pair : alone;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  /** The warm-up of trials whose code is warm: they need memory and data. */
  private static Duration shortWarmup(Duration timed) {
    return timed.dividedBy(3);
  }

  /**
   * The time of a step of the trial alone; empty if the user had enough before.
   *
   * @throws IOException if the trial can't be trained; the message says why
   */
  public Optional<StepTime> alone(TrialSpec trial) throws IOException, InterruptedException {
    return result(start(trial, timed, new Together(1)));
  }

  /** The time of a step of two trials side by side, after {@link #alone}; likewise. */
  public Optional<StepTime> sideBySide(TrialSpec trial) throws IOException, InterruptedException {
    Together together = new Together(2);
    Future<Optional<StepTime>> one = start(trial, shortWarmup(timed), together);
    Future<Optional<StepTime>> other = start(trial, shortWarmup(timed), together);
    Optional<StepTime> first = result(one);
    Optional<StepTime> second = result(other);
    return first.flatMap(time -> second.map(beside -> StepTime.mean(time, beside)));
  }

  private Future<Optional<StepTime>> start(TrialSpec trial, Duration warmup, Together together) {
    return threads.submit(() -> time(trial, warmup, together));
  }

  private static Optional<StepTime> result(Future<Optional<StepTime>> running)
      throws IOException, InterruptedException {
    try {
      return running.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
  }

  /** Trains a trial until its steps are timed, again from the start if it is too short. */
  private Optional<StepTime> time(TrialSpec trial, Duration warmup, Together together)
      throws IOException {
    StepTimer timer =
        new StepTimer(
            dataFolders.apply(trial), warmup, timed, together, stopped, Clocks.OF_THIS_MACHINE);
    try {
      TrialEngine engine = engines.provider(trial.engine()).create();
      TrialSpec alone = ofOneWorker(trial);
      while (!timer.ended()) {
        long seen = timer.seen();
        timer.trialBegins();
        requireSteps(engine.run(alone, timer), timer, seen);
      }
      return timer.time();
    } finally {
      together.ended();
    }
  }

  /** Returns the trial as one worker trains it, whose steps are those of each of several. */
  private static TrialSpec ofOneWorker(TrialSpec trial) {
    return new TrialSpec(
        trial.task(),
        trial.model(),
        StepShape.without(trial.training(), Set.copyOf(TrainingKeys.DISTRIBUTION)),
        trial.resources(),
        trial.seed());
  }

  private static void requireSteps(TrialOutcome outcome, StepTimer timer, long seen)
      throws IOException {
    if (outcome instanceof TrialOutcome.Failed failed) {
      throw new IOException(failed.message());
    }
    // The trial beside may have got its steps while this one began again: then it takes none.
    if (timer.seen() == seen && !timer.ended()) {
      throw new IOException("it ends before its second step");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
