package org.kvsweep.cli;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.Signals;

/** Signals of this process that something handles until it is closed. */
final class TakenSignals implements AutoCloseable {
  private final List<Taken> taken = new ArrayList<>();

  private record Taken(String signal, Object before) {}

  /** Takes over a signal. The JVM leaves one alone that was ignored when it started. */
  void take(String signal, Runnable handler) {
    taken.add(new Taken(signal, Signals.register(signal, handler)));
  }

  /** Gives the signals back to whatever handled them before. */
  @Override
  public void close() {
    taken.forEach(one -> Signals.unregister(one.signal(), one.before()));
    taken.clear();
  }
}
