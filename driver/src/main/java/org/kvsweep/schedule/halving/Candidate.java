package org.kvsweep.schedule.halving;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Rungs;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/** A trial that may be stopped early: what it has measured, and how far that takes it. */
final class Candidate {
  private final EarlyStopping rule;
  private final PlannedTrial trial;
  private final Rungs rungs;
  private final RungGroup group;
  private final RungGroup.Climber climber;
  private final List<AtRung> reached = new ArrayList<>();
  private final List<EpochMetrics> measured = new ArrayList<>();
  private long budget;
  private long lastStep;
  private double sum;
  private int summands;
  private boolean ended;
  private Optional<EarlyStop> stop = Optional.empty();

  /**
   * The evaluation that decides at a rung.
   *
   * @param value what the rule compares
   */
  private record AtRung(int epoch, long step, double value) {}

  Candidate(EarlyStopping rule, PlannedTrial trial, RungGroup group, RungGroup.Climber climber) {
    this.rule = rule;
    this.trial = trial;
    this.rungs = rule.rungsOf(trial);
    this.budget = rungs.steps();
    this.group = group;
    this.climber = climber;
  }

  PlannedTrial trial() {
    return trial;
  }

  RungGroup.Climber climber() {
    return climber;
  }

  /** Returns why it is stopped; empty if it is not. */
  Optional<EarlyStop> stop() {
    return stop;
  }

  /** The step at which it waits or is stopped; later than all if it does neither. */
  long rungStep() {
    return stop.isPresent() || climber.waiting()
        ? reached.get(climber.passed()).step()
        : Long.MAX_VALUE;
  }

  /**
   * The share of its budget that it is still to be trained for after so many steps, on average over
   * trials that may as well be stopped at the next rungs as any other.
   */
  double expectedShare(long steps) {
    double from = (double) steps / budget;
    double sum = 0;
    double goingOn = 1;
    for (int rung = 0; rung < rungs.shares().size(); rung++) {
      double at = rungs.shares().get(rung);
      if (at > from) {
        sum += goingOn * (at - from);
        from = at;
        goingOn *= group.goingOn(rung);
      }
    }
    return sum + goingOn * (1 - from);
  }

  /** Returns the probability that it goes on from the rung where it waits. */
  double goingOn() {
    return group.goingOn(climber.passed());
  }

  /** Takes in an evaluation, if it is a new one. */
  void measured(EpochMetrics evaluation) {
    if (evaluation.step() <= lastStep) {
      return;
    }
    lastStep = evaluation.step();
    budget = rungs.budget(evaluation);
    measured.add(evaluation);
    Double value = evaluation.values().get(rungs.metric());
    if (value == null) {
      return;
    }
    sum += value;
    summands++;
    double compared =
        switch (rule.method()) {
          case ASHA -> value;
          case MEDIAN -> sum / summands;
        };
    while (reached.size() < rungs.reachedWith(evaluation)) {
      reached.add(new AtRung(evaluation.epoch(), evaluation.step(), compared));
    }
  }

  /** Forgets what was measured at that rung, counted from 0, and after it. */
  void forgetFrom(int rung) {
    if (rung < reached.size()) {
      reached.subList(rung, reached.size()).clear();
    }
  }

  /**
   * Takes in that the trial measures no more; how it got where it is need not be known any longer.
   */
  void end() {
    ended = true;
    measured.clear();
  }

  /** Takes it to its next rung, if it has got there; returns who is decided on by that. */
  List<RungGroup.Climber> next() {
    if (climber.out() || climber.waiting()) {
      return List.of();
    }
    if (climber.passed() < reached.size()) {
      return group.arrives(climber, reached.get(climber.passed()).value());
    }
    return ended ? group.leaves(climber) : List.of();
  }

  /** Stops the trial, which is not among the best of its next rung. */
  void stopHere() {
    int rung = climber.passed();
    AtRung at = reached.get(rung);
    String reason =
        String.format(
            Locale.ROOT,
            "%s: at %s not among the best %d of %d by %s, with %.4g",
            rule.method().label(),
            place(at),
            group.places(rung),
            group.compared(rung),
            rungs.metric(),
            at.value());
    stop = Optional.of(new EarlyStop(rung + 1, reason));
  }

  /** {@code epoch 2 of 9}, or {@code step 400 of 1000} between epochs. */
  private String place(AtRung at) {
    return trial.spec().training().values().get("epochs") instanceof Long epochs
            && epochs > 0
            && at.epoch() * budget == at.step() * epochs
        ? "epoch %d of %d".formatted(at.epoch(), epochs)
        : "step %d of %d".formatted(at.step(), budget);
  }

  /** The failure with all that was measured before, which a failed attempt does not bring back. */
  TrialOutcome.Failed withMeasured(TrialOutcome.Failed failed) {
    TrialRun run = failed.run();
    if (run.metrics().size() >= measured.size()) {
      return failed;
    }
    return new TrialOutcome.Failed(
        run.withMetrics(Math.max(run.steps(), lastStep), measured),
        failed.kind(),
        failed.message(),
        failed.details());
  }
}
