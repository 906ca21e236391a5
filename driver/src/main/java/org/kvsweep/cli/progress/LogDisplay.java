package org.kvsweep.cli.progress;

import java.io.PrintWriter;
import java.time.Clock;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.schedule.SweepListener;

/** Progress for logs. */
final class LogDisplay implements ProgressDisplay {
  private final PrintWriter log;
  private final PlainProgress progress;

  LogDisplay(PrintWriter log, Clock clock, TrialText text) {
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
  public void close() {
    log.flush();
  }
}
