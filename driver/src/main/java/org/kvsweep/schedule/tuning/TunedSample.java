package org.kvsweep.schedule.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Stage;
import org.kvsweep.trial.TrialOutcome;

/** One choice of settings for a side, and what has become of its trials so far. */
public final class TunedSample {
  private final List<PlannedTrial> trials;
  private final Map<Long, TrialOutcome> outcomes = new TreeMap<>();

  /**
   * A sample none of whose trials has ended.
   *
   * @param trials at least one, equal in all but the seed
   */
  TunedSample(List<PlannedTrial> trials) {
    this.trials = List.copyOf(trials);
  }

  /** A sample to be trained with so many seeds from 0 on. */
  static TunedSample ofSeeds(PlannedTrial first, int seeds, int round) {
    List<PlannedTrial> trials = new ArrayList<>();
    for (long seed = 0; seed < seeds; seed++) {
      trials.add(first.withSeed(seed).at(Stage.tuning(round)));
    }
    return new TunedSample(trials);
  }

  /** Returns the trials of the sample, one for each seed. */
  public List<PlannedTrial> trials() {
    return trials;
  }

  void ended(PlannedTrial trial, TrialOutcome outcome) {
    outcomes.put(trial.spec().seed(), outcome);
  }

  /** Returns whether all of its trials have ended. */
  public boolean ended() {
    return outcomes.size() == trials.size();
  }

  /** Returns how its trial with that seed has ended; empty if it has not, or is none of its own. */
  Optional<TrialOutcome> outcome(PlannedTrial trial) {
    return Optional.ofNullable(outcomes.get(trial.spec().seed()));
  }

  /** Returns the score of the sample, once it has ended. */
  Score score(Objective objective) {
    return Score.of(outcomes.values(), objective);
  }

  private List<TrialOutcome> completed() {
    return outcomes.values().stream().filter(TrialOutcome::completed).toList();
  }

  /** Returns how many of its trials were stopped before they completed. */
  int stopped() {
    return outcomes.size() - completed().size();
  }

  /**
   * Returns the score over the seeds that have completed; none if there is no such seed, or one of
   * them all has no value, as in {@link #score}.
   */
  Score scoreOfCompleted(Objective objective) {
    List<TrialOutcome> completed = completed();
    return completed.isEmpty() || score(objective).rung() == Score.NONE
        ? Score.WORST
        : Score.of(completed, objective);
  }

  /**
   * The mean of the metric over the seeds that have completed; empty until all have ended, and
   * where none has completed or one has no value.
   */
  public OptionalDouble valueOfCompleted(Objective objective) {
    return ended() ? scoreOfCompleted(objective).value(objective) : OptionalDouble.empty();
  }

  /**
   * The mean of the metric over its seeds; empty until all have ended, and if one of them did not
   * complete with a value.
   */
  public OptionalDouble value(Objective objective) {
    return ended() ? score(objective).value(objective) : OptionalDouble.empty();
  }
}
