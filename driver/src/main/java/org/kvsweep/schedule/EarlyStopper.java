package org.kvsweep.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/**
 * Decides which trials are stopped before the end of their budget. Trials are compared with those
 * of the same task, attention and budget alone, and of each such group at least the same share goes
 * on.
 */
public final class EarlyStopper {
  private final EarlyStopping rule;
  private final Map<TrialId, Candidate> candidates = new HashMap<>();
  private boolean metricMissing;

  /** What trials have in common that can be compared. */
  private record GroupKey(Settings task, AttentionVariant attention, List<Object> budget) {
    private static final List<String> BUDGET = List.of("epochs", "steps");

    static GroupKey of(TrialSpec spec) {
      return new GroupKey(
          spec.task(),
          spec.attention(),
          BUDGET.stream()
              .map(key -> spec.training().values().getOrDefault(key, (Object) 0L))
              .toList());
    }
  }

  /** What is known of one trial. */
  private static final class Candidate {
    private final RungGroup group;
    private int passed;
    private double sum;
    private int evaluations;
    private long lastStep;
    private boolean over;
    private Optional<EarlyStop> stop = Optional.empty();

    Candidate(RungGroup group) {
      this.group = group;
    }
  }

  /**
   * Decides for the trials of a sweep.
   *
   * @param trials all of them, ended or not
   */
  public EarlyStopper(EarlyStopping rule, Collection<PlannedTrial> trials) {
    this.rule = rule;
    Map<GroupKey, List<TrialId>> members = new HashMap<>();
    for (PlannedTrial trial : trials) {
      members.computeIfAbsent(GroupKey.of(trial.spec()), key -> new ArrayList<>()).add(trial.id());
    }
    for (List<TrialId> ids : members.values()) {
      RungGroup group = new RungGroup(rule, ids.size());
      ids.forEach(id -> candidates.put(id, new Candidate(group)));
    }
  }

  /**
   * Takes in what was measured in a running trial, each evaluation in its order. What is known from
   * an earlier attempt at it changes nothing.
   *
   * @return why it is to stop; empty if it is to go on
   */
  Optional<EarlyStop> evaluated(PlannedTrial trial, EpochMetrics metrics) {
    Candidate candidate = candidates.get(trial.id());
    if (candidate.stop.isPresent() || metrics.step() <= candidate.lastStep) {
      return candidate.stop.filter(stop -> metrics.step() >= stop.step());
    }
    Optional<Double> value = value(candidate, metrics);
    while (value.isPresent() && !candidate.over && atRung(candidate, trial, metrics.step())) {
      if (candidate.group.goesOn(candidate.passed, value.get())) {
        candidate.passed++;
      } else {
        candidate.over = true;
        candidate.stop =
            Optional.of(
                new EarlyStop(
                    candidate.passed + 1,
                    metrics.step(),
                    candidate.group.reason(candidate.passed, value.get())));
      }
    }
    return candidate.stop;
  }

  /**
   * Takes in that a trial has ended in an earlier run of the sweep, and how the decisions about it
   * were.
   */
  public void endedBefore(PlannedTrial trial, TrialOutcome outcome) {
    Candidate candidate = candidates.get(trial.id());
    int stoppedAt = EarlyStop.rungOf(outcome).orElse(Integer.MAX_VALUE);
    for (EpochMetrics metrics : outcome.run().metrics()) {
      Optional<Double> value = value(candidate, metrics);
      while (value.isPresent() && !candidate.over && atRung(candidate, trial, metrics.step())) {
        if (candidate.passed + 1 < stoppedAt) {
          candidate.group.wentOn(candidate.passed, value.get());
          candidate.passed++;
        } else {
          candidate.group.wasStopped(candidate.passed, value.get());
          candidate.over = true;
        }
      }
    }
    ended(trial);
  }

  /** Takes in that a trial has ended, in whatever way. */
  void ended(PlannedTrial trial) {
    Candidate candidate = candidates.get(trial.id());
    if (!candidate.over) {
      candidate.over = true;
      candidate.group.leaves(candidate.passed);
    }
  }

  /** Whether trials were evaluated without the metric that decides; such trials all go on. */
  public boolean metricMissing() {
    return metricMissing;
  }

  /** What the rule compares at this evaluation. */
  private Optional<Double> value(Candidate candidate, EpochMetrics metrics) {
    Double measured = metrics.values().get(rule.objective().metric());
    if (measured == null) {
      metricMissing = true;
      return Optional.empty();
    }
    candidate.lastStep = metrics.step();
    candidate.sum += measured;
    candidate.evaluations++;
    return Optional.of(
        switch (rule.method()) {
          case ASHA -> measured;
          case MEDIAN -> candidate.sum / candidate.evaluations;
        });
  }

  /** Whether a trial has got to its next rung; at the end of its budget there is none. */
  private boolean atRung(Candidate candidate, PlannedTrial trial, long step) {
    double share = (double) step / trial.cost().steps();
    return share < 1
        && candidate.passed < rule.rungs().size()
        && rule.rungs().get(candidate.passed) <= share;
  }
}
