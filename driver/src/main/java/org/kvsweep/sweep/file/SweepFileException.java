package org.kvsweep.sweep.file;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.kvsweep.settings.Count;

/** A sweep file that can't be run, with everything that is wrong with it. */
public final class SweepFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * The most problems in a message, beyond which it helps nobody; {@link #problems()} has them all.
   */
  private static final int SHOWN = 100;

  private final transient List<Problem> problems;

  SweepFileException(Collection<Problem> problems) {
    super(message(problems));
    this.problems = problems.stream().sorted().toList();
  }

  /** Returns everything that is wrong, by line; never empty. */
  public List<Problem> problems() {
    return problems;
  }

  private static String message(Collection<Problem> problems) {
    String lines =
        problems.stream()
            .sorted()
            .limit(SHOWN)
            .map(Problem::toString)
            .collect(Collectors.joining("\n"));
    int more = problems.size() - SHOWN;
    return more > 0 ? lines + "\n... and " + more + " more " + Count.noun(more, "problem") : lines;
  }
}
