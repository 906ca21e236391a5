package org.kvsweep.task.synthetic;

import java.util.Arrays;
import java.util.Locale;
import org.kvsweep.settings.Labelled;

/** The five synthetic tasks of the paper, by the label that each gives to a digit. */
enum Relabeling implements Labelled {
  /** The sequence from its end. */
  REVERSE {
    @Override
    void relabel(byte[] digits, byte[] labels) {
      for (int i = 0; i < digits.length; i++) {
        labels[i] = digits[digits.length - 1 - i];
      }
    }
  },
  /** The digits in ascending order. */
  SORT {
    @Override
    void relabel(byte[] digits, byte[] labels) {
      System.arraycopy(digits, 0, labels, 0, digits.length);
      Arrays.sort(labels);
    }
  },
  /** The sequence itself. */
  COPY {
    @Override
    void relabel(byte[] digits, byte[] labels) {
      System.arraycopy(digits, 0, labels, 0, digits.length);
    }
  },
  /** The two halves exchanged; of an odd length the first half is the shorter. */
  SWAP {
    @Override
    void relabel(byte[] digits, byte[] labels) {
      int half = digits.length / 2;
      for (int i = 0; i < digits.length; i++) {
        labels[i] = digits[(i + half) % digits.length];
      }
    }
  },
  /** Gives 9 minus each digit. */
  SUB {
    @Override
    void relabel(byte[] digits, byte[] labels) {
      for (int i = 0; i < digits.length; i++) {
        labels[i] = (byte) (9 - digits[i]);
      }
    }
  };

  /** Writes the label of each digit. */
  abstract void relabel(byte[] digits, byte[] labels);

  /** The name in sweep files. */
  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
