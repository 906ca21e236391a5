package org.kvsweep.cli.progress;

import java.io.IOError;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import org.jline.terminal.Terminal;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.schedule.SweepListener;

/** Shows the progress of a sweep until it is closed. */
public interface ProgressDisplay extends AutoCloseable {

  /** Returns the listener that has to hear of the sweep. */
  SweepListener listener();

  /** Shows a line that stays. */
  void say(String line);

  @Override
  void close();

  /** A display for that audience. */
  static ProgressDisplay open(
      OutputTerminal audience, PrintWriter log, Clock clock, TrialText text) {
    if (audience.terminal()) {
      try {
        Terminal terminal = SystemTerminal.open(audience.charset());
        return new LiveDisplay(terminal, audience.style().colours(), clock, text);
      } catch (IOException | RuntimeException | IOError noTerminal) {
        return new LogDisplay(log, clock, text);
      }
    }
    return new LogDisplay(log, clock, text);
  }
}
