package org.kvsweep.cli.progress;

import java.io.IOError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedStyle;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.report.TextStyle.Colours;
import org.kvsweep.schedule.SweepListener;

/** Progress on a terminal. While it is open, what others write to standard error goes above it. */
final class LiveDisplay implements ProgressDisplay {
  private final Terminal terminal;
  private final LiveScreen screen;
  private final LiveProgress progress;
  private final ScheduledExecutorService ticker;
  private final PrintStream errors;
  private final LogAboveProgress linesAbove;

  LiveDisplay(Terminal terminal, Colours colours, Clock clock, TrialText text) {
    this.terminal = terminal;
    this.screen = new LiveScreen(terminal, colours);
    this.progress = new LiveProgress(screen, clock, text);
    this.errors = System.err;
    this.linesAbove = new LogAboveProgress(screen, errors);
    System.setErr(new PrintStream(linesAbove, true, Charset.defaultCharset()));
    this.ticker =
        Executors.newSingleThreadScheduledExecutor(
            tick -> {
              Thread thread = new Thread(tick, "progress");
              thread.setDaemon(true);
              return thread;
            });
    // The future says nothing: a tick that fails ends the ticking, which the listener goes without.
    var unused = ticker.scheduleAtFixedRate(progress::tick, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  public SweepListener listener() {
    return progress;
  }

  @Override
  public void say(String line) {
    screen.printAbove(line, AttributedStyle.DEFAULT);
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    System.setErr(errors);
    linesAbove.close();
    screen.close();
    try {
      terminal.close();
    } catch (IOException | RuntimeException | IOError gone) {
      // The terminal was closed before, or an interrupt has ended what JLine starts for it.
    }
  }
}
