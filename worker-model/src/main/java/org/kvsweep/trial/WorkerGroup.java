package org.kvsweep.trial;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The workers that train one trial together, as one of them sees it. They meet from time to time;
 * all meet equally often, and nobody goes on from a meeting before all have come to it.
 */
public interface WorkerGroup {

  /** A worker that trains alone, and so never waits. */
  WorkerGroup ALONE =
      new WorkerGroup() {
        @Override
        public int rank() {
          return 0;
        }

        @Override
        public int size() {
          return 1;
        }

        @Override
        public Optional<State> meet(State mine) {
          return Optional.of(mine);
        }
      };

  /** A worker's wish for the time after a meeting; of several wishes the last constant holds. */
  enum Wish {
    /** The worker wants to train on. */
    CONTINUE,
    /** The worker wants to save the state and stop. */
    STOP,
    /** The worker wants to give up, because the loss is not a finite number. */
    DIVERGE
  }

  /**
   * The numbers that a worker brings to a meeting, or takes from it.
   *
   * @param step optimizer steps done
   * @param values parameters and state of the optimizer; none of a worker that only takes
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared; as long as a model
  record State(long step, Wish wish, float[] values) {
    public State {
      Objects.requireNonNull(wish, "wish");
      Objects.requireNonNull(values, "values");
    }

    /**
     * Returns the result of a meeting.
     *
     * @param all what the workers bring, in the order of their ranks, which fixes how sums round
     * @return the step of the first, the strongest wish, and the mean of those that give values
     * @throws IllegalArgumentException if they give different numbers of values
     */
    public static State combine(List<State> all) {
      List<float[]> given =
          all.stream().map(State::values).filter(values -> values.length > 0).toList();
      double[] sums = new double[given.isEmpty() ? 0 : given.get(0).length];
      for (float[] values : given) {
        if (values.length != sums.length) {
          throw new IllegalArgumentException(
              "Cannot take the mean of workers: expected %d numbers of each, got %d"
                  .formatted(sums.length, values.length));
        }
        for (int i = 0; i < sums.length; i++) {
          sums[i] += values[i];
        }
      }
      float[] mean = new float[sums.length];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = (float) (sums[i] / given.size());
      }
      Wish strongest = all.stream().map(State::wish).max(Comparator.naturalOrder()).orElseThrow();
      return new State(all.get(0).step(), strongest, mean);
    }
  }

  /** The number of this worker, from 0; the first of them evaluates, reports and keeps state. */
  int rank();

  /** Returns the number of workers. */
  int size();

  /**
   * Waits until all workers have come to this meeting.
   *
   * @return what {@link State#combine} makes of what they bring, the same for each; empty if the
   *     group has ended because the trial is cancelled or a worker has failed
   */
  Optional<State> meet(State mine);
}
