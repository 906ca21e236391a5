package org.kvsweep.task.synthetic;

import java.util.random.RandomGenerator;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sequences of random digits and their labels, made when the trial starts. */
final class DigitSequences implements Examples {
  static final int DIGITS = 10;

  private final byte[][] digits;
  private final byte[][] labels;
  private final int length;

  DigitSequences(Relabeling relabeling, int count, int length, RandomGenerator random) {
    this.length = length;
    digits = new byte[count][length];
    labels = new byte[count][length];
    for (int example = 0; example < count; example++) {
      for (int i = 0; i < length; i++) {
        digits[example][i] = (byte) random.nextInt(DIGITS);
      }
      relabeling.relabel(digits[example], labels[example]);
    }
  }

  @Override
  public int size() {
    return digits.length;
  }

  @Override
  public Batch allocate(int count) {
    return Batch.ofIds(count, length);
  }

  @Override
  public void read(int[] order, int from, Batch into, RandomGenerator random) {
    for (int row = 0; row < into.size(); row++) {
      put(digits[order[from + row]], into.features()[0], row);
      put(labels[order[from + row]], into.labels(), row);
    }
  }

  private void put(byte[] values, INDArray into, int row) {
    for (int i = 0; i < length; i++) {
      into.data().put((long) row * length + i, (float) values[i]);
    }
  }
}
