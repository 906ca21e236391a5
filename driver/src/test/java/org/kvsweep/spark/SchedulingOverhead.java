package org.kvsweep.spark;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.sweep.PlannedTrial;

/**
 * Measures what a trial costs beyond its own time: trials that sleep, on two slots. Run by {@code
 * benchmarks/scheduling-overhead.sh}.
 */
final class SchedulingOverhead {
  private static final int SLOTS = 2;

  private SchedulingOverhead() {}

  /** Arguments: {@code local} or {@code local-cluster}, number of trials, milliseconds of each. */
  public static void main(String[] args) throws Exception {
    boolean cluster = args[0].equals("local-cluster");
    int trials = Integer.parseInt(args[1]);
    int millis = Integer.parseInt(args[2]);
    Map<String, String> quiet = Map.of("spark.ui.enabled", "false", "spark.log.level", "WARN");
    SparkSettings settings =
        cluster
            ? LocalCluster.ofTwo("overhead", withMaster(quiet, "local-cluster[2,1,1024]"))
            : SparkSettings.embedded("overhead", withMaster(quiet, "local[2]"));
    try (SweepRunner runner = SweepRunner.open(settings, Clock.systemUTC())) {
      run(runner, 1, 200, 1); // so that every executor is there and warm
      Duration took = run(runner, 1_000_000, trials, millis);
      double floor = (double) trials * millis / 1000 / SLOTS;
      double seconds = took.toMillis() / 1000.0;
      System.out.printf(
          "%s: %d trials of %d ms in %.2f s, floor %.2f s (%.3f times), %.2f ms a trial over it,"
              + " heap peak %d MB%n",
          args[0],
          trials,
          millis,
          seconds,
          floor,
          seconds / floor,
          (seconds - floor) * 1000 / trials,
          heapPeakBytes() >> 20);
    }
  }

  private static Map<String, String> withMaster(Map<String, String> settings, String master) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("spark.master", master);
    return all;
  }

  private static Duration run(SweepRunner runner, long firstSeed, int count, int millis)
      throws Exception {
    List<PlannedTrial> trials =
        LongStream.range(firstSeed, firstSeed + count)
            .mapToObj(seed -> FakeTrials.trial(FakeEngine.Behaviour.WORK, seed, 1, millis))
            .toList();
    SweepSummary summary =
        runner.run(
            FakeTrials.sweep(trials),
            new InMemoryResultsStore(),
            new SweepListener() {},
            new RunOptions(SleepingEngine.NAME, "none", SchedulePolicy.STANDARD));
    if (summary.completed() != count) {
      throw new IllegalStateException("Cannot measure: expected all to complete, got " + summary);
    }
    return summary.makespan();
  }

  private static long heapPeakBytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }
}
