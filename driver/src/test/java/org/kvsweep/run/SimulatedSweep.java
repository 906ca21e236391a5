package org.kvsweep.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.TrialId;

/**
 * A sweep on {@link SimulatedExecutors} from its begin to its end, by as many drivers as it takes:
 * each is killed after an hour, and the clock of the next is another.
 */
final class SimulatedSweep {
  private static final long HOUR_MILLIS = 3_600_000;

  /** The time from a driver's death until its successor trains. */
  private static final long RESTART_MILLIS = 60_000;

  /** The most by which the clocks of two drivers differ, half each way. */
  private static final int SKEW_SECONDS = 240;

  private final SweepSpec sweep;
  private final int executors;
  private final int slots;
  private final SimulatedExecutors.Odds odds;
  private final SimulatedTime time = new SimulatedTime();
  private final Map<TrialId, Long> kept = new HashMap<>();
  private final List<Driver> drivers = new ArrayList<>();

  /** The results, as a driver that begins finds them. */
  interface Results {
    ResultsStore open(Clock clock) throws IOException;

    /** Takes in that the driver that opened them last is dead, or has ended. */
    default void left() throws IOException {}
  }

  /**
   * What one driver did.
   *
   * @param openNanos CPU time until the results were open, of its thread
   * @param beginNanos CPU time from there until it waited for the first event
   * @param cpuNanos CPU time from there until its end
   * @param ends trials that it recorded
   * @param endsAgain trials that it recorded again, because they had failed before
   */
  record Driver(
      long events, long openNanos, long beginNanos, long cpuNanos, int ends, int endsAgain) {
    /** Returns the CPU time until it trained. */
    Duration resumed() {
      return Duration.ofNanos(openNanos + beginNanos);
    }
  }

  SimulatedSweep(SweepSpec sweep, int executors, int slots, SimulatedExecutors.Odds odds) {
    this.sweep = sweep;
    this.executors = executors;
    this.slots = slots;
    this.odds = odds;
  }

  /**
   * Runs the sweep to its end.
   *
   * @param listeners makes the listener of each driver, for its clock
   * @return the summary of the last driver
   */
  SweepSummary run(Results results, Function<Clock, SweepListener> listeners)
      throws IOException, InterruptedException {
    while (true) {
      Clock clock =
          time.clock(Duration.ofSeconds((drivers.size() * 97L) % SKEW_SECONDS - SKEW_SECONDS / 2));
      long open = cpuNanos();
      KillableResults mine = new KillableResults(results.open(clock));
      open = cpuNanos() - open;
      SimulatedEvents events = new SimulatedEvents(time, time.nowMillis() + HOUR_MILLIS);
      SimulatedExecutors cluster =
          new SimulatedExecutors(
              time, executors, slots, odds, drivers.size(), kept, LargeSweep.WORK);
      SweepRun run =
          SweepRun.begin(
              cluster,
              clock,
              sweep,
              mine,
              listeners.apply(clock),
              new RunOptions("no data", SchedulePolicy.STANDARD),
              events);
      try {
        return run.run();
      } catch (SimulatedEvents.Killed killed) {
        mine.kill();
        time.clear();
        time.goOnTo(time.nowMillis() + RESTART_MILLIS);
      } finally {
        results.left();
        drivers.add(driver(mine, events, open));
      }
    }
  }

  private static Driver driver(KillableResults mine, SimulatedEvents events, long openNanos) {
    return new Driver(
        events.received(),
        openNanos,
        events.beginNanos(),
        events.cpuNanos(),
        mine.ends(),
        mine.endsAgain());
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Returns the drivers, in their order. */
  List<Driver> drivers() {
    return List.copyOf(drivers);
  }

  /** Returns how long the sweep took, by right clocks. */
  Duration took() {
    return Duration.ofMillis(time.nowMillis());
  }
}
