package org.kvsweep.results;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kvsweep.trial.TrialId;

/**
 * The trials that run now, for people who watch; nothing else rests on it.
 *
 * @param left how long the sweep will still take, if that is known
 * @param more how many more trials run, of which nothing is said
 */
public record RunningTrials(Optional<Duration> left, List<RunningTrial> trials, int more) {
  /** No trial runs. */
  public static final RunningTrials NONE = new RunningTrials(Optional.empty(), List.of());

  public RunningTrials {
    Objects.requireNonNull(left, "left");
    trials = List.copyOf(trials);
  }

  /** All trials that run. */
  public RunningTrials(Optional<Duration> left, List<RunningTrial> trials) {
    this(left, trials, 0);
  }

  /** Returns how many trials run. */
  public int count() {
    return trials.size() + more;
  }

  /**
   * A trial that runs.
   *
   * @param attempt from 1
   * @param step optimizer steps done, of {@code steps}
   * @param epoch the epoch it is in, from 1; 0 before it has begun
   * @param left how long it will still train, if that is known
   * @param losses of training, in the order of their steps: means since the point before
   * @param validation losses of the validation data, likewise; each as it was at its step
   */
  public record RunningTrial(
      TrialId id,
      int attempt,
      String place,
      Instant started,
      long step,
      long steps,
      int epoch,
      int epochs,
      Optional<Duration> left,
      List<Loss> losses,
      List<Loss> validation) {
    public RunningTrial {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(place, "place");
      Objects.requireNonNull(started, "started");
      Objects.requireNonNull(left, "left");
      losses = List.copyOf(losses);
      validation = List.copyOf(validation);
    }

    /** Returns how far the trial is, from 0 to 100. */
    public int percent() {
      return steps > 0 ? (int) Math.min(100, 100 * step / steps) : 0;
    }
  }

  /** Returns the trials by their ids. */
  public Map<TrialId, RunningTrial> byId() {
    return trials.stream()
        .collect(Collectors.toMap(RunningTrial::id, Function.identity(), (one, other) -> one));
  }

  /**
   * A point of a learning curve.
   *
   * @param loss finite
   */
  public record Loss(long step, double loss) {}
}
