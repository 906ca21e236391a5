package org.kvsweep.sweep;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One key that is tuned, as shares from 0 to 1 of its list or range. Shares that give the same
 * value lie in one cell.
 */
public sealed interface Dimension {

  /** The share in the middle of all those that give the same value. */
  double middle(double share);

  /** Numbers so close to each other that each share is a value of its own. */
  record Continuous() implements Dimension {
    @Override
    public double middle(double share) {
      return share;
    }
  }

  /**
   * Values in an order, such as whole numbers: near ones are alike.
   *
   * @param ends where the cell of each value ends, ascending; the first begins at 0 and the last
   *     ends at 1
   */
  record Steps(List<Double> ends) implements Dimension {
    public Steps {
      ends = List.copyOf(ends);
      double last = 0;
      for (double end : ends) {
        if (!(end > last)) {
          throw new IllegalArgumentException(
              "Cannot divide shares: expected ascending ends above 0, got " + ends);
        }
        last = end;
      }
      if (last != 1) {
        throw new IllegalArgumentException(
            "Cannot divide shares: expected the last cell to end at 1, got " + ends);
      }
    }

    /** Returns that many values, in cells of the same width. */
    public static Steps even(int count) {
      return new Steps(IntStream.rangeClosed(1, count).mapToObj(i -> (double) i / count).toList());
    }

    /** The cell of a share, counted from 0. */
    public int cell(double share) {
      int cell = 0;
      while (cell < ends.size() - 1 && share >= ends.get(cell)) {
        cell++;
      }
      return cell;
    }

    /** The share at which a cell begins. */
    public double begin(int cell) {
      return cell == 0 ? 0 : ends.get(cell - 1);
    }

    /** The share at which a cell ends. */
    public double end(int cell) {
      return ends.get(cell);
    }

    @Override
    public double middle(double share) {
      int cell = cell(share);
      return (begin(cell) + end(cell)) / 2;
    }
  }

  /**
   * Values without an order, such as words, each with the same share.
   *
   * @param count at least 1
   */
  record Choices(int count) implements Dimension {
    /** The value of a share, counted from 0. */
    public int index(double share) {
      return (int) (share * count);
    }

    @Override
    public double middle(double share) {
      return middleOf(index(share));
    }

    /** The share in the middle of those that give that value. */
    public double middleOf(int index) {
      return (index + 0.5) / count;
    }
  }
}
