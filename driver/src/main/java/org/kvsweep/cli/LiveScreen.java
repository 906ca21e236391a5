package org.kvsweep.cli;

import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;

/**
 * The last lines of a terminal, drawn again and again in place. Everything else is printed above
 * them.
 */
final class LiveScreen implements AutoCloseable {
  private final Terminal terminal;
  private final Display display;
  private List<String> lines = List.of();
  private boolean closed;

  LiveScreen(Terminal terminal) {
    this.terminal = terminal;
    this.display = new Display(terminal, false);
  }

  /** In characters; terminals that don't know say 0. */
  int width() {
    return terminal.getWidth() > 0 ? terminal.getWidth() : 80;
  }

  int height() {
    return terminal.getHeight() > 0 ? terminal.getHeight() : 24;
  }

  synchronized void draw(List<String> now) {
    if (!closed) {
      lines = List.copyOf(now);
      show(lines);
    }
  }

  /** Lets something be printed where the lines begin, and draws them again below it. */
  synchronized void above(Runnable print) {
    if (closed) {
      print.run();
      return;
    }
    show(List.of());
    print.run();
    show(lines);
  }

  void printAbove(String line) {
    above(
        () -> {
          terminal.writer().println(line);
          terminal.flush();
        });
  }

  /** Takes the lines away; what is printed from now on stands in their place. */
  @Override
  public synchronized void close() {
    if (!closed) {
      show(List.of());
      closed = true;
    }
  }

  private void show(List<String> now) {
    // A line as wide as the terminal would make some of them begin another.
    int columns = width();
    display.resize(height(), columns);
    display.update(
        now.stream()
            .map(line -> new AttributedString(line).columnSubSequence(0, columns - 1))
            .toList(),
        0);
    terminal.flush();
  }
}
