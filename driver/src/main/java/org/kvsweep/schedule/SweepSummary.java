package org.kvsweep.schedule;

import java.time.Duration;
import java.util.Objects;

/**
 * The results of one run of a sweep, as numbers of trials and times.
 *
 * @param trials in the sweep
 * @param endedBefore of them, in the results folder already
 * @param completed in this run, as are the next three
 * @param open trials that have not ended
 * @param attempts that were submitted in this run
 * @param makespan from the first submission to the last end
 * @param lowerBound what the makespan can't be less than with the trials that ended in this run:
 *     the longest of them, or all of them spread evenly over the most slots that there were
 */
public record SweepSummary(
    SweepEnd end,
    int trials,
    int endedBefore,
    int completed,
    int stopped,
    int diverged,
    int failed,
    int open,
    int attempts,
    Duration makespan,
    Duration lowerBound) {
  public SweepSummary {
    Objects.requireNonNull(end, "end");
    Objects.requireNonNull(makespan, "makespan");
    Objects.requireNonNull(lowerBound, "lowerBound");
  }
}
