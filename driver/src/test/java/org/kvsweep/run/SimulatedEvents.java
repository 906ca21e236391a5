package org.kvsweep.run;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The events of a simulated run. While the run waits for one, time passes; a driver that is to be
 * killed dies while it waits. Counts the events and the CPU time that the run takes between its
 * waits: the simulation's own is not among it.
 */
final class SimulatedEvents extends LinkedBlockingQueue<SweepEvent> {
  private static final long serialVersionUID = 1;

  /** As much as comes together before a busy driver looks again. */
  private static final long TOGETHER_MILLIS = 20;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final transient SimulatedTime time;
  private final long killedAtMillis;
  private long received;
  private long cpuNanos;
  private long since = THREADS.getCurrentThreadCpuTime();
  private long beginNanos = -1;

  /** The end of a driver that is killed. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /**
   * Events of one driver, on the thread that runs it.
   *
   * @param killedAtMillis when the driver is killed
   */
  SimulatedEvents(SimulatedTime time, long killedAtMillis) {
    this.time = time;
    this.killedAtMillis = killedAtMillis;
  }

  @Override
  public boolean offer(SweepEvent event) {
    received++;
    return super.offer(event);
  }

  @Override
  public SweepEvent poll(long timeout, TimeUnit unit) {
    cpuNanos += THREADS.getCurrentThreadCpuTime() - since;
    beginNanos = beginNanos < 0 ? cpuNanos : beginNanos;
    pass(time.nowMillis() + unit.toMillis(timeout));
    since = THREADS.getCurrentThreadCpuTime();
    return poll();
  }

  private void pass(long untilMillis) {
    while (isEmpty() && time.nowMillis() < untilMillis) {
      time.goOnTo(
          Math.min(untilMillis, Math.max(time.nextMillis(), time.nowMillis() + TOGETHER_MILLIS)));
      if (time.nowMillis() >= killedAtMillis) {
        throw new Killed();
      }
    }
  }

  long received() {
    return received;
  }

  /** Returns the CPU time of the run so far. */
  long cpuNanos() {
    return cpuNanos;
  }

  /** Returns the CPU time that the run took until it waited for the first time. */
  long beginNanos() {
    return beginNanos;
  }
}
