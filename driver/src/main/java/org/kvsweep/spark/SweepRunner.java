package org.kvsweep.spark;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.sweep.SweepSpec;

/** Runs sweeps on one Spark context, one sweep at a time. */
public final class SweepRunner implements AutoCloseable {
  private final JavaSparkContext spark;
  private final DriverSide driver;
  private final InstantSource clock;
  private Optional<SweepRun> current = Optional.empty();
  private Optional<Duration> askedToStop = Optional.empty();

  private SweepRunner(JavaSparkContext spark, InstantSource clock) {
    this.spark = spark;
    this.clock = clock;
    this.driver =
        DriverSide.of(spark.sc())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Cannot run sweeps: spark.plugins does not name "
                            + KvsweepPlugin.class.getName()));
  }

  /**
   * Starts Spark with these settings.
   *
   * @throws IllegalArgumentException if the settings can't work
   */
  public static SweepRunner open(SparkSettings settings, InstantSource clock) {
    SparkConf conf = settings.conf();
    FreePorts.choose(conf);
    return new SweepRunner(new JavaSparkContext(conf), clock);
  }

  /** Where the Spark UI is; empty if it is off. */
  public Optional<String> webUi() {
    scala.Option<String> url = spark.sc().uiWebUrl();
    return url.isDefined() ? Optional.of(url.get()) : Optional.empty();
  }

  /**
   * Runs what the results don't have yet, and returns when every trial has ended or the sweep was
   * stopped.
   *
   * @throws IOException if the results can't be read or written; nothing is left running
   * @throws IllegalStateException if a sweep is running already
   */
  public SweepSummary run(
      SweepSpec sweep, ResultsStore results, SweepListener listener, RunOptions options)
      throws IOException, InterruptedException {
    SweepListener counted = driver.metrics().then(listener);
    SweepRun run = new SweepRun(spark, clock, sweep, results, counted, options);
    begin(sweep, run);
    try {
      driver.connect(run.mailbox());
      Logs.letSparkSpeak();
      return run.run();
    } finally {
      end();
    }
  }

  private synchronized void begin(SweepSpec sweep, SweepRun run) {
    if (current.isPresent()) {
      throw new IllegalStateException(
          "Cannot run sweep %s: another sweep is running".formatted(sweep.name()));
    }
    current = Optional.of(run);
    askedToStop.ifPresent(run::stop);
    askedToStop = Optional.empty();
  }

  private synchronized void end() {
    current = Optional.empty();
  }

  /**
   * Asks the sweep to end, from any thread. The first call asks running trials to stop and
   * interrupts those that have not after the grace; another call interrupts at once. What did not
   * end is left to the next run. Where no sweep runs, the next one is asked when it begins.
   */
  public synchronized void stop(Duration grace) {
    current.ifPresentOrElse(run -> run.stop(grace), () -> askedToStop = Optional.of(grace));
  }

  @Override
  public void close() {
    spark.close();
  }
}
