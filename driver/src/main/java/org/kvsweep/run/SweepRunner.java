package org.kvsweep.run;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.sweep.SweepSpec;

/** Runs sweeps on one cluster, one sweep at a time. */
public final class SweepRunner {
  private final Cluster cluster;
  private final InstantSource clock;
  private boolean running;
  private Optional<SweepRun> current = Optional.empty();
  private Optional<Duration> askedToStop = Optional.empty();

  /** A runner on that cluster. */
  public SweepRunner(Cluster cluster, InstantSource clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  /**
   * Runs what the results don't have yet, and returns when every trial has ended or the sweep was
   * stopped.
   *
   * @throws IOException if the results can't be read or written; nothing is left running
   * @throws UnfitExecutorException if the cluster can't run a trial of the sweep
   * @throws IllegalStateException if a sweep is running already
   */
  public SweepSummary run(
      SweepSpec sweep, ResultsStore results, SweepListener listener, RunOptions options)
      throws IOException, InterruptedException {
    reserve(sweep);
    try {
      SweepListener counted = cluster.metrics().then(listener);
      SweepRun run =
          SweepRun.begin(
              cluster, clock, sweep, results, counted, options, new LinkedBlockingQueue<>());
      begin(run);
      return run.run();
    } finally {
      cluster.sweepEnds(); // of a run that did not even begin, too
      end();
    }
  }

  private synchronized void reserve(SweepSpec sweep) {
    if (running) {
      throw new IllegalStateException(
          "Cannot run sweep %s: another sweep is running".formatted(sweep.name()));
    }
    running = true;
  }

  private synchronized void begin(SweepRun run) {
    current = Optional.of(run);
    askedToStop.ifPresent(run::stop);
    askedToStop = Optional.empty();
  }

  private synchronized void end() {
    current = Optional.empty();
    running = false;
  }

  /**
   * Asks the sweep to end, from any thread. The first call asks running trials to stop and
   * interrupts those that have not after the grace; another call interrupts at once. What did not
   * end is left to the next run. Where no sweep runs, the next one is asked when it begins.
   */
  public synchronized void stop(Duration grace) {
    current.ifPresentOrElse(run -> run.stop(grace), () -> askedToStop = Optional.of(grace));
  }
}
