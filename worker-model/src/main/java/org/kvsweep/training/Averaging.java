package org.kvsweep.training;

import java.util.Arrays;
import java.util.Optional;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.plan.Distribution;
import org.kvsweep.trial.WorkerGroup;
import org.kvsweep.trial.WorkerGroup.State;
import org.kvsweep.trial.WorkerGroup.Wish;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Keeps the network of one worker together with those of its group, by means of their parameters
 * and the state of their optimizers. Does nothing for a worker that trains alone.
 */
final class Averaging {
  private static final float[] NOTHING = {};

  private final Learner learner;
  private final WorkerGroup group;
  private final int every;
  private Wish wish = Wish.CONTINUE;

  /**
   * The averaging of that network.
   *
   * @throws IllegalArgumentException if the group is not as large as the plan has it
   */
  Averaging(Learner learner, WorkerGroup group, Distribution distribution) {
    if (group.size() != distribution.workers()) {
      throw new IllegalArgumentException(
          "Cannot train with %d workers: the place where the trial runs has %d"
              .formatted(distribution.workers(), group.size()));
    }
    this.learner = learner;
    this.group = group;
    this.every = distribution.averageEvery();
  }

  boolean leads() {
    return group.rank() == 0;
  }

  /** The number of the worker's batch, or of anything else that is counted over all workers. */
  long globally(long own) {
    return own * group.size() + group.rank();
  }

  /** Returns how many examples all workers go through while one goes through so many. */
  long examples(int own) {
    return (long) own * group.size();
  }

  /**
   * Brings all workers to where the first one is.
   *
   * @param step optimizer steps that the first has done
   * @return its step and what it wishes; empty if the group has ended
   */
  Optional<State> begin(long step) {
    return meet(step, leads() ? values() : NOTHING);
  }

  /** Tells the others at the next meeting, if no wish is stronger. */
  void wish(Wish mine) {
    wish = mine.compareTo(wish) > 0 ? mine : wish;
  }

  /**
   * Returns whether to stop after this step: a worker alone as it is told, one of a group where all
   * have agreed to, and not before that.
   */
  boolean stops(boolean told, Wish agreed) {
    return group.size() == 1 ? told : agreed == Wish.STOP;
  }

  /** Returns whether all workers meet after that many steps, evaluations aside. */
  boolean due(long step) {
    return group.size() == 1 || step % every == 0;
  }

  /**
   * Waits for the first worker, which evaluates; says how all go on. Empty if the group has ended.
   */
  Optional<Wish> agree(long step) {
    return meet(step, NOTHING).map(State::wish);
  }

  /** Makes all go on from their mean; says how. Empty if the group has ended. */
  Optional<Wish> average(long step) {
    return meet(step, values()).map(State::wish);
  }

  private Optional<State> meet(long step, float[] values) {
    Wish mine = wish;
    wish = Wish.CONTINUE;
    if (group.size() == 1) {
      return Optional.of(new State(step, mine, NOTHING));
    }
    Optional<State> all = group.meet(new State(step, mine, values));
    all.ifPresent(state -> take(state.values()));
    return all;
  }

  /** Parameters, then the state of the optimizer. */
  private float[] values() {
    if (group.size() == 1) {
      return NOTHING;
    }
    float[] values = new float[length()];
    int from = 0;
    for (INDArray array : learner.arrays()) {
      Matrix all = Matrix.of(array, 1);
      float[] own = new float[all.rows()];
      all.copyTo(own);
      System.arraycopy(own, 0, values, from, own.length);
      from += own.length;
    }
    return values;
  }

  private int length() {
    return learner.arrays().stream()
        .mapToInt(array -> Math.toIntExact(array.length()))
        .reduce(0, Math::addExact);
  }

  private void take(float[] values) {
    if (values.length == 0) {
      return; // a meeting about wishes
    }
    if (values.length != length()) {
      throw new IllegalArgumentException(
          "Cannot go on from the mean of all workers: expected %d numbers, got %d"
              .formatted(length(), values.length));
    }
    int from = 0;
    for (INDArray array : learner.arrays()) {
      Matrix all = Matrix.of(array, 1);
      all.copyFrom(Arrays.copyOfRange(values, from, from + all.rows()));
      from += all.rows();
    }
    learner.changed();
  }
}
