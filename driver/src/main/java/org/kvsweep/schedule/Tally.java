package org.kvsweep.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.kvsweep.trial.TrialOutcome;

/** Counts how the trials of this run ended, and how well its slots were used. */
final class Tally {
  private int open;
  private int endedBefore;
  private final Map<TrialOutcome.Status, Integer> over = new EnumMap<>(TrialOutcome.Status.class);
  private int toCome;
  private int attempts;
  private int mostSlots = 1;
  private Instant first;
  private Instant last;
  private Duration busy = Duration.ZERO;
  private Duration longest = Duration.ZERO;

  Tally(int endedBefore) {
    this.endedBefore = endedBefore;
  }

  /** The sweep has one trial more that has not ended. */
  void opened() {
    open++;
  }

  /** The sweep has one trial more, which has ended in an earlier run. */
  void endedBefore() {
    endedBefore++;
  }

  /** Sets how many trials are sure to be added yet. */
  void expect(int more) {
    toCome = more;
  }

  int toCome() {
    return toCome;
  }

  void slots(int total) {
    mostSlots = Math.max(mostSlots, total);
  }

  void launched(Instant now) {
    attempts++;
    if (first == null) {
      first = now;
      last = now;
    }
  }

  /** A trial was set aside after it has run for so long, in so many slots. */
  void setAside(Duration took, int width, Instant now) {
    busy = busy.plus(took.multipliedBy(width));
    last = now;
  }

  /**
   * A trial is over.
   *
   * @param took how long it ran last
   * @param whole the same and what it ran for before it was set aside
   * @param width the slots that it takes
   */
  void over(TrialOutcome outcome, Duration took, Duration whole, int width, Instant now) {
    over.merge(outcome.status(), 1, Integer::sum);
    busy = busy.plus(took.multipliedBy(width));
    longest = whole.compareTo(longest) > 0 ? whole : longest;
    last = now;
  }

  int failed() {
    return over(TrialOutcome.Status.FAILED);
  }

  private int over(TrialOutcome.Status status) {
    return over.getOrDefault(status, 0);
  }

  SweepSummary summary(SweepEnd end) {
    Duration even = busy.dividedBy(mostSlots);
    return new SweepSummary(
        end,
        open + toCome + endedBefore,
        endedBefore,
        over(TrialOutcome.Status.COMPLETED),
        over(TrialOutcome.Status.STOPPED),
        over(TrialOutcome.Status.DIVERGED),
        over(TrialOutcome.Status.FAILED),
        open + toCome - over.values().stream().mapToInt(Integer::intValue).sum(),
        attempts,
        first == null ? Duration.ZERO : Duration.between(first, last),
        longest.compareTo(even) > 0 ? longest : even);
  }
}
