package org.kvsweep.model;

/** The sine encoding of positions: Vaswani et al., arXiv 1706.03762, section 3.5. */
public final class SinePositions {
  private SinePositions() {}

  /** [length, width]: the same numbers, the sines in the first half of the columns. */
  public static double[][] halves(int length, int width) {
    double[][] mixed = table(length, width);
    double[][] table = new double[length][width];
    int sines = (width + 1) / 2;
    for (int position = 0; position < length; position++) {
      for (int column = 0; column < width; column++) {
        int half = column % 2 == 0 ? 0 : sines;
        table[position][half + column / 2] = mixed[position][column];
      }
    }
    return table;
  }

  /** [length, width]: sine on even columns, cosine on odd ones. */
  public static double[][] table(int length, int width) {
    double[][] table = new double[length][width];
    for (int position = 0; position < length; position++) {
      for (int column = 0; column < width; column++) {
        double angle = position * Math.pow(10000, -(double) (column - column % 2) / width);
        table[position][column] = column % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
      }
    }
    return table;
  }
}
