package org.kvsweep.cli;

import java.io.PrintWriter;
import java.time.Clock;
import org.kvsweep.schedule.SweepListener;

/** Progress for logs. */
final class LogDisplay implements ProgressDisplay {
  private final int width;
  private final PrintWriter log;
  private final PlainProgress progress;

  LogDisplay(int width, PrintWriter log, Clock clock, TrialText text) {
    this.width = width;
    this.log = log;
    this.progress = new PlainProgress(log, clock, text);
  }

  @Override
  public SweepListener listener() {
    return progress;
  }

  @Override
  public void say(String line) {
    log.println(line);
    log.flush();
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public void close() {
    log.flush();
  }
}
