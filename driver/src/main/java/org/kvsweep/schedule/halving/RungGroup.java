package org.kvsweep.schedule.halving;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.kvsweep.sweep.EarlyStopping;

/**
 * Trials that are compared with each other at the rungs of their budget. At each rung the best go
 * on, as many as there are places, whatever the order in which they get there: a trial goes on as
 * soon as those that are still to come can't take its place, is out as soon as so many are better
 * as there are places, and waits in between.
 *
 * <p>A trial that has measured something at a rung is compared there even if it ends while it
 * waits; one that ends before is worse than all others. So who passes depends on what was measured
 * alone.
 */
final class RungGroup {
  private final int trials;
  private final List<Rung> rungs = new ArrayList<>();

  /** A trial in the group. */
  static final class Climber {
    private final int position;
    private int passed;
    private double value;
    private State state = State.CLIMBING;

    private enum State {
      CLIMBING,
      WAITING,
      OUT
    }

    /**
     * A trial that has passed no rung.
     *
     * @param position in the sweep, which decides between equals
     */
    Climber(int position) {
      this.position = position;
    }

    int position() {
      return position;
    }

    /** Rungs that it has passed. */
    int passed() {
      return passed;
    }

    /** Returns whether it has reached its next rung and is not decided on. */
    boolean waiting() {
      return state == State.WAITING;
    }

    /** Returns whether it gets no further. */
    boolean out() {
      return state == State.OUT;
    }
  }

  private static final class Rung {
    private final int places;
    private final TreeSet<Climber> waiting;

    /** The number of trials that have passed the rung below and are not here yet. */
    private int underWay;

    private int passed;

    Rung(int places, Comparator<Climber> bestFirst) {
      this.places = places;
      this.waiting = new TreeSet<>(bestFirst);
    }

    int placesLeft() {
      return places - passed;
    }
  }

  RungGroup(EarlyStopping rule, int trials) {
    this.trials = trials;
    int places = trials;
    for (int i = 0; i < rule.rungs().size(); i++) {
      places = rule.goingOn(places);
      rungs.add(new Rung(places, bestFirst(rule.objective().lowerIsBetter())));
    }
    rungs.get(0).underWay = trials;
  }

  /**
   * Orders scores: not-a-number is worse than every number; of equals the first in the sweep is
   * better.
   */
  private static Comparator<Climber> bestFirst(boolean lowerIsBetter) {
    // For Double.compare NaN is larger than every number, and so is -NaN.
    int sign = lowerIsBetter ? 1 : -1;
    return Comparator.<Climber>comparingDouble(climber -> sign * climber.value)
        .thenComparingInt(climber -> climber.position);
  }

  /** Returns how many go on at that rung, counted from 0. */
  int places(int rung) {
    return rungs.get(rung).places;
  }

  /** Returns how many are compared there. */
  int compared(int rung) {
    return rung == 0 ? trials : rungs.get(rung - 1).places;
  }

  /** The share of those that are compared there that goes on. */
  double goingOn(int rung) {
    return (double) places(rung) / compared(rung);
  }

  /**
   * Takes in that a trial has got to its next rung.
   *
   * @return the trials that are decided on by it, that one perhaps among them
   */
  List<Climber> arrives(Climber climber, double value) {
    Rung rung = rungs.get(climber.passed);
    rung.underWay--;
    climber.value = value;
    climber.state = Climber.State.WAITING;
    rung.waiting.add(climber);
    return decide();
  }

  /**
   * Takes in that a trial which does not wait will not get to its next rung.
   *
   * @return the trials that are decided on by it
   */
  List<Climber> leaves(Climber climber) {
    climber.state = Climber.State.OUT;
    if (climber.passed == rungs.size()) {
      return List.of();
    }
    rungs.get(climber.passed).underWay--;
    return decide();
  }

  private List<Climber> decide() {
    List<Climber> decided = new ArrayList<>();
    for (int i = 0; i < rungs.size(); i++) {
      Rung rung = rungs.get(i);
      // Those that have passed are among the best for certain: the others compete for what is left.
      while (rung.waiting.size() > rung.placesLeft()) {
        Climber worst = rung.waiting.pollLast();
        worst.state = Climber.State.OUT;
        decided.add(worst);
      }
      // The best that waits comes, at worst, after all that have passed and all that are to come.
      while (!rung.waiting.isEmpty() && 1 + toCome(i) <= rung.placesLeft()) {
        Climber best = rung.waiting.pollFirst();
        pass(best);
        decided.add(best);
      }
    }
    return decided;
  }

  private void pass(Climber climber) {
    rungs.get(climber.passed).passed++;
    climber.state = Climber.State.CLIMBING;
    climber.passed++;
    if (climber.passed < rungs.size()) {
      rungs.get(climber.passed).underWay++;
    }
  }

  /** Returns how many more trials can reach that rung. */
  private int toCome(int index) {
    Rung rung = rungs.get(index);
    if (index == 0) {
      return rung.underWay;
    }
    Rung below = rungs.get(index - 1);
    int undecided = below.waiting.size() + toCome(index - 1);
    return rung.underWay + Math.min(below.placesLeft(), undecided);
  }
}
