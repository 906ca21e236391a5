package org.kvsweep.task.language;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;

/**
 * Windows of a sequence of tokens, one behind the other; each token's label is the one that follows
 * it. For one thread.
 */
final class Windows implements Examples {
  /** The starts of windows. */
  enum Start {
    /** Windows start at multiples of their length. */
    FIXED,
    /** Windows start at random within the length after that, anew each time. */
    SHIFTED
  }

  private final int[] tokens;
  private final int length;
  private final int[] starts;
  private final Start start;
  private float[] features = new float[0];
  private float[] labels = new float[0];

  /**
   * Windows that begin at these places.
   *
   * @param starts such that a window and one more token follow
   */
  private Windows(int[] tokens, int length, int[] starts, Start start) {
    this.tokens = tokens;
    this.length = length;
    this.starts = starts;
    this.start = start;
  }

  /**
   * All windows of a sequence.
   *
   * @param name what the tokens are, for messages
   * @throws IllegalArgumentException if it is too short for one
   */
  static Windows of(int[] tokens, int length, Start start, String name) {
    int count = (tokens.length - 1) / length;
    if (count < 1) {
      throw new IllegalArgumentException(
          "Cannot cut windows of %d out of %s: expected at least %d tokens, got %d"
              .formatted(length, name, length + 1, tokens.length));
    }
    int[] starts = new int[count];
    for (int i = 0; i < count; i++) {
      starts[i] = i * length;
    }
    return new Windows(tokens, length, starts, start);
  }

  /** The windows from number {@code from} to before number {@code to}. */
  Windows part(int from, int to) {
    int[] some = Arrays.copyOfRange(starts, from, to);
    return new Windows(tokens, length, some, start);
  }

  /** Returns at most that many of the windows, evenly spread; all of them if there are not more. */
  Windows spread(int most) {
    if (most >= starts.length) {
      return this;
    }
    int[] some = new int[most];
    for (int i = 0; i < most; i++) {
      some[i] = starts[(int) ((long) i * starts.length / most)];
    }
    return new Windows(tokens, length, some, start);
  }

  @Override
  public int size() {
    return starts.length;
  }

  @Override
  public Batch allocate(int count) {
    return Batch.ofIds(count, length);
  }

  @Override
  public void read(int[] order, int from, Batch into, RandomGenerator random) {
    int count = into.size();
    if (features.length != count * length) {
      features = new float[count * length];
      labels = new float[count * length];
    }
    for (int row = 0; row < count; row++) {
      int first = starts[order[from + row]];
      if (start == Start.SHIFTED) {
        first = Math.min(first + random.nextInt(length), tokens.length - 1 - length);
      }
      for (int i = 0; i < length; i++) {
        features[row * length + i] = tokens[first + i];
        labels[row * length + i] = tokens[first + i + 1];
      }
    }
    Matrix.of(into.features()[0]).copyFrom(features);
    Matrix.of(into.labels()).copyFrom(labels);
  }
}
