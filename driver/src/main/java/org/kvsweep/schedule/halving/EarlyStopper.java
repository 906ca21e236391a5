package org.kvsweep.schedule.halving;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Stage;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/**
 * Decides which trials are stopped before the end of their budget. Trials are compared with those
 * of the same task, side, budget and round of tuning alone, and of each such group the same share
 * goes on. Which these are depends on what the trials measure, and not on the order in which they
 * do.
 */
public final class EarlyStopper {
  private final EarlyStopping rule;
  private final Function<TrialSpec, String> sides;
  private final Map<GroupKey, RungGroup> groups = new HashMap<>();
  private final Map<TrialId, Candidate> candidates = new HashMap<>();
  private final List<Candidate> byPosition = new ArrayList<>();
  private final Set<TrialId> decided = new LinkedHashSet<>();
  private boolean metricMissing;

  /** The values that comparable trials have in common. */
  private record GroupKey(Settings task, String side, List<Object> budget, int round) {
    private static final List<String> BUDGET = List.of("epochs", "steps");

    static GroupKey of(PlannedTrial trial, Function<TrialSpec, String> sides) {
      TrialSpec spec = trial.spec();
      return new GroupKey(
          spec.task(),
          sides.apply(spec),
          BUDGET.stream()
              .map(key -> spec.training().values().getOrDefault(key, (Object) 0L))
              .toList(),
          trial.stage().round());
    }
  }

  /** The state of a trial at a rung. */
  public enum Standing {
    GOES_ON,
    /** The trial has got to a rung, and whether it goes on depends on others. */
    WAITS,
    STOPPED
  }

  /**
   * Decides for the trials of a sweep.
   *
   * @param trials all of them, ended or not; of equals the first is the better one
   * @param sides the side of each trial
   */
  public EarlyStopper(
      EarlyStopping rule, List<PlannedTrial> trials, Function<TrialSpec, String> sides) {
    this.rule = rule;
    this.sides = sides;
    add(trials);
  }

  /**
   * Decides for these trials too. Only whole rounds are added: a round is compared within itself.
   * Trials that confirm what was chosen have their whole budget.
   */
  public void add(List<PlannedTrial> trials) {
    List<PlannedTrial> stoppable =
        trials.stream()
            .filter(trial -> trial.stage().purpose() != Stage.Purpose.CONFIRMATION)
            .toList();
    Map<GroupKey, Integer> sizes = new HashMap<>();
    stoppable.forEach(trial -> sizes.merge(GroupKey.of(trial, sides), 1, Integer::sum));
    sizes.forEach((key, size) -> groups.put(key, new RungGroup(rule, size)));
    for (PlannedTrial trial : stoppable) {
      RungGroup group = groups.get(GroupKey.of(trial, sides));
      RungGroup.Climber climber = new RungGroup.Climber(byPosition.size());
      Candidate candidate = new Candidate(rule, trial, group, climber);
      candidates.put(trial.id(), candidate);
      byPosition.add(candidate);
    }
  }

  /**
   * Takes in what was measured in trials that have not ended, each evaluation of one in its order.
   * What is known from an earlier attempt changes nothing.
   */
  public void evaluated(PlannedTrial trial, Collection<EpochMetrics> evaluations) {
    Candidate candidate = candidates.get(trial.id());
    if (candidate == null) {
      return;
    }
    for (EpochMetrics evaluation : evaluations) {
      metricMissing |= !evaluation.values().containsKey(rule.objective().metric());
      candidate.measured(evaluation);
    }
    climb(candidate);
  }

  /** The share of its budget that a trial is likely to be trained for yet after so many steps. */
  public double expectedShare(PlannedTrial trial, long steps) {
    Candidate candidate = candidates.get(trial.id());
    return candidate == null
        ? 1 - (double) steps / trial.cost().steps()
        : candidate.expectedShare(steps);
  }

  /** Returns the probability that a waiting trial goes on. */
  public double goingOn(PlannedTrial trial) {
    return candidates.get(trial.id()).goingOn();
  }

  /** Returns the current state of a trial that has done so many steps. */
  public Standing standing(PlannedTrial trial, long steps) {
    Candidate candidate = candidates.get(trial.id());
    if (candidate == null || steps < candidate.rungStep()) {
      return Standing.GOES_ON;
    }
    return candidate.stop().isPresent() ? Standing.STOPPED : Standing.WAITS;
  }

  /** Returns why a trial is stopped. */
  public EarlyStop stop(PlannedTrial trial) {
    return candidates.get(trial.id()).stop().orElseThrow();
  }

  /** The trials that were decided on since this was asked last. */
  public List<TrialId> decided() {
    List<TrialId> drained = List.copyOf(decided);
    decided.clear();
    return drained;
  }

  /**
   * Takes in that a trial has ended, in whatever way.
   *
   * @return what it came to, with all that it is known to have measured, so that the next run of
   *     the sweep decides on from the same
   */
  public TrialOutcome ended(PlannedTrial trial, TrialOutcome outcome) {
    Candidate candidate = candidates.get(trial.id());
    if (candidate == null) {
      return outcome;
    }
    TrialOutcome whole =
        outcome.failure().<TrialOutcome>map(candidate::withMeasured).orElse(outcome);
    candidate.end();
    climb(candidate);
    return whole;
  }

  /** Takes in that a trial has ended in an earlier run of the sweep. */
  public void endedBefore(PlannedTrial trial, TrialOutcome outcome) {
    Candidate candidate = candidates.get(trial.id());
    if (candidate == null) {
      return;
    }
    outcome.run().metrics().forEach(candidate::measured);
    // Where it was stopped, so many are better that its value there decides nothing.
    EarlyStop.rungOf(outcome).ifPresent(rung -> candidate.forgetFrom(rung - 1));
    candidate.end();
    climb(candidate);
  }

  /** Returns the metric that decides if trials were evaluated without it; such trials all go on. */
  public Optional<String> missingMetric() {
    return metricMissing ? Optional.of(rule.objective().metric()) : Optional.empty();
  }

  /** Takes a trial up as far as it has got, and those that are decided on by it. */
  private void climb(Candidate first) {
    Queue<Candidate> climbing = new ArrayDeque<>(List.of(first));
    while (!climbing.isEmpty()) {
      for (RungGroup.Climber climber : climbing.remove().next()) {
        Candidate candidate = byPosition.get(climber.position());
        decided.add(candidate.trial().id());
        if (climber.out()) {
          candidate.stopHere();
        } else {
          climbing.add(candidate);
        }
      }
    }
  }
}
