package org.kvsweep.spark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.results.FolderResultsStore;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.SweepRunner;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.sweep.PlannedTrial;

/**
 * Measures what a trial costs beyond its own time: trials that sleep, on two slots, with results in
 * a folder. Run by {@code benchmarks/scheduling-overhead.sh}.
 */
final class SchedulingOverhead {
  private static final int SLOTS = 2;

  private SchedulingOverhead() {}

  /**
   * Arguments: {@code local} or {@code local-cluster}, number of trials, milliseconds of the
   * shortest, and how many times as long the longest is.
   */
  public static void main(String[] args) throws Exception {
    int trials = Integer.parseInt(args[1]);
    int millis = Integer.parseInt(args[2]);
    int spread = Integer.parseInt(args[3]);
    try (SparkCluster cluster = SparkCluster.open(settings(args[0]))) {
      SweepRunner runner = new SweepRunner(cluster, Clock.systemUTC());
      run(runner, 1, SLOTS * 100, 1, 1); // so that every executor is there and warm
      SweepSummary summary = run(runner, 1_000_000, trials, millis, spread);
      print(args[0], trials, millis, spread, summary);
    }
  }

  private static void print(
      String master, int trials, int millis, int spread, SweepSummary summary) {
    // Of the time that the trials ask for; the summary's own bound has what they took.
    double floor = steps(trials, spread).sum() * millis / 1000.0 / SLOTS;
    double seconds = summary.makespan().toMillis() / 1000.0;
    double bound = summary.lowerBound().toMillis() / 1000.0;
    System.out.printf(
        Locale.ROOT,
        "%-14s %6d trials of %s ms: %7.2f s, floor %7.2f s (%s times), lower bound %7.2f s"
            + " (%.3f times), %.2f ms a trial over the floor, heap peak %d MB%n",
        master,
        trials,
        spread == 1 ? "" + millis : millis + " to " + millis * spread,
        seconds,
        floor,
        floor == 0 ? "-" : String.format(Locale.ROOT, "%.3f", seconds / floor),
        bound,
        seconds / bound,
        (seconds - floor) * 1000 / trials,
        heapPeakBytes() >> 20);
  }

  private static SparkSettings settings(String master) throws IOException {
    Map<String, String> settings =
        new HashMap<>(Map.of("spark.ui.enabled", "false", "spark.log.level", "WARN"));
    if (master.equals("local-cluster")) {
      settings.put("spark.master", "local-cluster[2,1,1024]");
      return LocalCluster.ofTwo("overhead", settings);
    }
    settings.put("spark.master", "local[" + SLOTS + "]");
    return SparkSettings.embedded("overhead", settings);
  }

  /** How many times as long as the shortest each trial is: evenly spread. */
  private static LongStream steps(int trials, int spread) {
    return LongStream.range(0, trials)
        .map(trial -> 1 + (trials == 1 ? 0 : trial * (spread - 1) / (trials - 1)));
  }

  private static SweepSummary run(
      SweepRunner runner, long firstSeed, int count, int millis, int spread) throws Exception {
    long[] steps = steps(count, spread).toArray();
    List<PlannedTrial> trials =
        LongStream.range(0, count)
            .mapToObj(
                trial ->
                    FakeTrials.trainedBy(
                        SleepingEngine.NAME,
                        FakeTrials.trial(
                            FakeEngine.Behaviour.WORK,
                            firstSeed + trial,
                            steps[(int) trial],
                            millis)))
            .toList();
    Path folder = Files.createTempDirectory("overhead");
    SweepSummary summary;
    try (FolderResultsStore results =
        FolderResultsStore.open(
            folder.toString(), "name: overhead\n", new Configuration(), Clock.systemUTC())) {
      summary =
          runner.run(
              FakeTrials.sweep(trials),
              results,
              new SweepListener() {},
              new RunOptions("none", SchedulePolicy.STANDARD));
    }
    if (summary.completed() != count) {
      throw new IllegalStateException("Cannot measure: expected all to complete, got " + summary);
    }
    return summary;
  }

  private static long heapPeakBytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }
}
