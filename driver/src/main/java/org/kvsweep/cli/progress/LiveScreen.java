package org.kvsweep.cli.progress;

import java.io.IOError;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp;
import org.kvsweep.report.TextStyle.Colours;
import org.kvsweep.report.WrappedText;

/**
 * The last lines of a terminal, drawn again and again in place. Everything else is printed above
 * them. A terminal that can't be written to, because it was closed, say, is written to in vain:
 * whoever only shows something never ends it.
 */
final class LiveScreen implements AutoCloseable {
  /** What a terminal has that does not tell its size. */
  private static final Size USUAL = new Size(80, 24);

  private final Terminal terminal;
  private final Colours colours;
  private final Display display;
  // Asked for only where it may have changed: JLine starts a process for the answer, which an
  // interrupt from the
  // keyboard ends like this one.
  private volatile Size size;
  private volatile boolean resized;
  private List<AttributedString> lines = List.of();
  private boolean closed;

  /** What the screen shows, made to fit it. */
  @FunctionalInterface
  interface Frame {
    /** Returns at most so many lines of at most that width, in characters. */
    List<AttributedString> lines(int width, int height);
  }

  LiveScreen(Terminal terminal, Colours colours) {
    this.terminal = terminal;
    this.colours = colours;
    this.display = new Display(terminal, false);
    this.size = measured(USUAL);
    terminal.handle(Terminal.Signal.WINCH, signal -> resize());
  }

  private void resize() {
    size = measured(size);
    resized = true;
  }

  /** Returns the size of the terminal, with the other for what it does not tell. */
  private Size measured(Size otherwise) {
    try {
      Size now = terminal.getSize();
      return new Size(
          now.getColumns() > 0 ? now.getColumns() : otherwise.getColumns(),
          now.getRows() > 0 ? now.getRows() : otherwise.getRows());
    } catch (RuntimeException | IOError unknown) {
      return otherwise;
    }
  }

  /** Draws a frame on the lower half of the terminal; the rest is left to what was there before. */
  synchronized void draw(Frame frame) {
    if (!closed) {
      whetherShownOrNot(
          () -> {
            // A line as wide as the terminal would make some of them begin another.
            lines = frame.lines(size.getColumns() - 1, Math.max(3, size.getRows() / 2));
            show(lines);
          });
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

  void printAbove(String sentence, AttributedStyle style) {
    above(
        () -> {
          for (String text : WrappedText.lines(sentence, size.getColumns())) {
            terminal
                .writer()
                .println(
                    colours == Colours.NONE
                        ? text
                        : new AttributedString(text, style).toAnsi(terminal));
          }
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

  private void show(List<AttributedString> now) {
    whetherShownOrNot(
        () -> {
          if (resized) {
            // The terminal has wrapped the lines anew, and the cursor is still where they begin.
            resized = false;
            terminal.puts(InfoCmp.Capability.clr_eos);
            display.reset();
          }
          int columns = size.getColumns();
          display.resize(size.getRows(), columns);
          display.update(
              now.stream().map(this::shown).map(line -> cut(line, columns - 1)).toList(), 0);
          terminal.flush();
        });
  }

  private AttributedString shown(AttributedString line) {
    return colours == Colours.NONE ? new AttributedString(line.toString()) : line;
  }

  private static AttributedString cut(AttributedString line, int columns) {
    return line.columnSubSequence(0, columns);
  }

  private static void whetherShownOrNot(Runnable drawing) {
    try {
      drawing.run();
    } catch (RuntimeException | IOError gone) {
      // There is nobody to show it to, and no place to say so.
    }
  }
}
