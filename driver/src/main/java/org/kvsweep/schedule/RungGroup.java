package org.kvsweep.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kvsweep.sweep.EarlyStopping;

/**
 * Trials that are compared with each other at the rungs of their budget.
 *
 * <p>They get to a rung one after the other, and each is decided on when it gets there, so that no
 * slot waits: it goes on if it is among the best share of those that have come so far, so the best
 * always does. At least as many go on as there are places: once only as many trials are to come as
 * there are places left, all of these have one. Where the better ones come later, more go on.
 */
final class RungGroup {
  private final EarlyStopping rule;
  private final List<Rung> rungs = new ArrayList<>();

  /** Trials that are neither stopped nor ended, by the number of rungs that they have passed. */
  private final int[] alive;

  private static final class Rung {
    private final int places;
    private final List<Double> arrived = new ArrayList<>();
    private int passed;

    Rung(int places) {
      this.places = places;
    }
  }

  RungGroup(EarlyStopping rule, int trials) {
    this.rule = rule;
    this.alive = new int[rule.rungs().size() + 1];
    alive[0] = trials;
    int places = trials;
    for (int i = 0; i < rule.rungs().size(); i++) {
      places = rule.goingOn(places);
      rungs.add(new Rung(places));
    }
  }

  /** Decides on the next trial that has got to that rung, counted from 0. */
  boolean goesOn(int index, double value) {
    Rung rung = rungs.get(index);
    int left = rung.places - rung.passed;
    int good = rule.goingOn(rung.arrived.size() + 1);
    boolean goesOn = place(rung, value) <= good || othersToCome(index) < left;
    if (goesOn) {
      wentOn(index, value);
    } else {
      wasStopped(index, value);
    }
    return goesOn;
  }

  /** Takes in that a trial was let go on at that rung. */
  void wentOn(int index, double value) {
    Rung rung = rungs.get(index);
    rung.arrived.add(value);
    rung.passed++;
    alive[index]--;
    alive[index + 1]++;
  }

  /** Takes in that a trial was stopped at that rung. */
  void wasStopped(int index, double value) {
    rungs.get(index).arrived.add(value);
    alive[index]--;
  }

  /** Takes in that a trial that had passed so many rungs has ended before the next. */
  void leaves(int passed) {
    alive[passed]--;
  }

  /**
   * At least: beside the one that is there, those that are on their way to the rung, and of those
   * further below as many as places are left before it. More than there are places may have passed.
   */
  private int othersToCome(int index) {
    int below = 0;
    for (int i = 0; i < index; i++) {
      below += alive[i];
    }
    int places = index == 0 ? 0 : rungs.get(index - 1).places - rungs.get(index - 1).passed;
    return alive[index] - 1 + Math.min(below, Math.max(0, places));
  }

  /** The place of a value among those that have arrived before, from 1, after its equals. */
  private int place(Rung rung, double value) {
    int place = 1;
    for (double other : rung.arrived) {
      place += isBetter(value, other) ? 0 : 1;
    }
    return place;
  }

  /** What is not a number is worse than every number. */
  private boolean isBetter(double one, double other) {
    if (Double.isNaN(one) || Double.isNaN(other)) {
      return !Double.isNaN(one);
    }
    return rule.objective().lowerIsBetter() ? one < other : one > other;
  }

  /** Why the trial with that value, the last to arrive at that rung, was stopped. */
  String reason(int index, double value) {
    Rung rung = rungs.get(index);
    int place = place(rung, value) - 1; // it is among those that have arrived
    return String.format(
        Locale.ROOT,
        "%s: at %.0f %% of its budget number %d of %d by %s, %.4g; %d go on",
        rule.method().label(),
        rule.rungs().get(index) * 100,
        place,
        rung.arrived.size(),
        rule.objective().metric(),
        value,
        rung.places);
  }
}
