package org.kvsweep.run;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.commons.lang3.ObjectUtils;
import org.kvsweep.run.wire.Place;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells failures of executors from those of trials. Where data are not mounted, a disk is full or a
 * library can't be loaded, every trial fails at once, and the next one is started there first: one
 * such machine would fail all that wait.
 *
 * <p>An executor is proven once a trial has got to a step there. Before that, a failure ahead of
 * the first step is taken for the executor's, and the trial is tried again, up to three times.
 * After three in a row the executor is in doubt. For a minute, and for longer each time it fails
 * again, its slots are not counted: a trial only gets there if another slot is free too, and is
 * tried again however often. Where all executors are in doubt, the trials are to blame; but while a
 * run begins, it waits a while for others.
 */
final class DoubtfulExecutors {
  private static final Logger LOG = LoggerFactory.getLogger(DoubtfulExecutors.class);

  private static final int IN_A_ROW = 3;

  /** A trial that fails more often on executors that are not in doubt is to blame itself. */
  private static final int OF_ONE_TRIAL = 3;

  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 6;

  /** Executors come one after the other, and a broken one may be the first. */
  private static final Duration OTHERS_COME = Duration.ofSeconds(30);

  /** The kinds of failure that a machine can cause while its executor lives on. */
  private static final Set<FailureKind> BY_MACHINES =
      EnumSet.of(
          FailureKind.BAD_CONFIGURATION, FailureKind.INTERNAL_ERROR, FailureKind.LOST_EXECUTOR);

  private final Cluster cluster;
  private final InstantSource clock;
  private final Instant othersCome;
  private final Set<Place> proven = new HashSet<>();
  private final Map<Place, Doubt> doubts = new HashMap<>();
  private final Map<TrialId, Integer> triedAgain = new HashMap<>();
  private boolean changed;

  private static final class Doubt {
    int inARow;
    Instant end = Instant.MIN;
  }

  DoubtfulExecutors(Cluster cluster, InstantSource clock) {
    this.cluster = cluster;
    this.clock = clock;
    this.othersCome = clock.instant().plus(ObjectUtils.min(OTHERS_COME, cluster.patience()));
  }

  /** Takes in that a trial has got to a step at that place. */
  void prove(Place place) {
    proven.add(place);
    if (doubts.remove(place) != null) {
      changed = true;
    }
  }

  /**
   * Takes in that a trial has failed before its first step, and returns whether the executor is
   * taken to have caused that.
   */
  boolean blame(TrialId trial, Place place, TrialOutcome.Failed failed) {
    if (!BY_MACHINES.contains(failed.kind()) || proven.contains(place) || !cluster.alive(place)) {
      return false;
    }
    boolean inDoubt = inDoubt(place);
    doubt(place, failed.message());
    return othersAreTrusted(place)
        && (inDoubt || triedAgain.merge(trial, 1, Integer::sum) <= OF_ONE_TRIAL);
  }

  private void doubt(Place place, String message) {
    Doubt doubt = doubts.computeIfAbsent(place, first -> new Doubt());
    doubt.inARow++;
    if (doubt.inARow < IN_A_ROW) {
      return;
    }
    int doublings = Math.min(MOST_DOUBLINGS, doubt.inARow - IN_A_ROW);
    doubt.end = clock.instant().plus(FIRST_PAUSE.multipliedBy(1L << doublings));
    changed = true;
    if (doubt.inARow == IN_A_ROW) {
      LOG.warn(
          "{} trials in a row have failed before their first step at {}: {}. Its slots are not"
              + " counted for now",
          IN_A_ROW,
          place,
          message);
    }
  }

  private boolean othersAreTrusted(Place place) {
    return inDoubt() + (inDoubt(place) ? 0 : 1) < cluster.executors() || othersMayCome();
  }

  private boolean othersMayCome() {
    return clock.instant().isBefore(othersCome);
  }

  /** Returns about how many slots executors in doubt have; none where no others come. */
  int slots() {
    int doubtful = inDoubt();
    if (doubtful == 0) {
      return 0;
    }
    int executors = cluster.executors();
    if (doubtful < executors) {
      return cluster.slots() * doubtful / executors;
    }
    return othersMayCome() ? cluster.slots() : 0;
  }

  private int inDoubt() {
    doubts.keySet().removeIf(place -> !cluster.alive(place));
    return (int) doubts.keySet().stream().filter(this::inDoubt).count();
  }

  private boolean inDoubt(Place place) {
    Doubt doubt = doubts.get(place);
    return doubt != null && clock.instant().isBefore(doubt.end);
  }

  /** Returns whether an executor has come into doubt or out of it since this was last asked. */
  boolean changed() {
    boolean now = changed;
    changed = false;
    return now;
  }
}
