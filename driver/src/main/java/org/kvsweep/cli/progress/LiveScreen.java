package org.kvsweep.cli.progress;

import java.io.IOError;
import java.util.List;
import java.util.function.IntSupplier;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;

/**
 * The last lines of a terminal, drawn again and again in place. Everything else is printed above
 * them. A terminal that can't be written to, because it was closed, say, is written to in vain:
 * whoever only shows something never ends it.
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

  /** Returns the width in characters; terminals that don't know it say 0. */
  int width() {
    return known(terminal::getWidth, 80);
  }

  int height() {
    return known(terminal::getHeight, 24);
  }

  private static int known(IntSupplier size, int otherwise) {
    try {
      int now = size.getAsInt();
      return now > 0 ? now : otherwise;
    } catch (RuntimeException | IOError unknown) {
      return otherwise;
    }
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
      whetherShownOrNot(print);
      return;
    }
    show(List.of());
    whetherShownOrNot(print);
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
    whetherShownOrNot(
        () -> {
          display.resize(height(), columns);
          display.update(
              now.stream()
                  .map(line -> new AttributedString(line).columnSubSequence(0, columns - 1))
                  .toList(),
              0);
          terminal.flush();
        });
  }

  private static void whetherShownOrNot(Runnable drawing) {
    try {
      drawing.run();
    } catch (RuntimeException | IOError gone) {
      // There is nobody to show it to, and no place to say so.
    }
  }
}
