package org.kvsweep.task.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The numbers that a network sees of a table. Numbers have the mean 0 and the standard deviation 1
 * on the rows that train; of a word, its place is 1 and those of the other words of its column are
 * 0. A missing number is the mean. A missing word has no 1, nor has one that no training row has:
 * its weights would be those drawn at random.
 */
final class TableEncoding {
  private final Table table;
  private final List<Scale> scales = new ArrayList<>();
  private final List<BitSet> trainedWords = new ArrayList<>();
  private final Scale target;

  /**
   * The scale of a column of numbers.
   *
   * @param deviation 1 where all numbers are the same
   */
  record Scale(double mean, double deviation) {
    static final Scale NONE = new Scale(0, 1);

    private float scaled(double value) {
      return Double.isNaN(value) ? 0 : (float) ((value - mean) / deviation);
    }
  }

  /** The encoding of a table as those rows make it. */
  TableEncoding(Table table, int[] training) {
    this.table = table;
    table.inputs().forEach(column -> scales.add(scale(column, training)));
    table.inputs().forEach(column -> trainedWords.add(trainedWords(column, training)));
    this.target = scale(table.target(), training);
  }

  private static BitSet trainedWords(Column column, int[] training) {
    BitSet trained = new BitSet();
    if (column instanceof Column.Categorical words) {
      Arrays.stream(training)
          .map(row -> words.ids()[row])
          .filter(id -> id >= 0)
          .forEach(trained::set);
    }
    return trained;
  }

  private static Scale scale(Column column, int[] training) {
    if (!(column instanceof Column.Numeric numbers)) {
      return Scale.NONE;
    }
    double[] values =
        Arrays.stream(training)
            .mapToDouble(row -> numbers.values()[row])
            .filter(value -> !Double.isNaN(value))
            .toArray();
    return values.length == 0 ? Scale.NONE : scale(values);
  }

  private static Scale scale(double[] values) {
    if (Arrays.stream(values).allMatch(value -> value == values[0])) {
      return new Scale(values[0], 1); // by rounding, their mean may be another number
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = Math.sqrt(squares / values.length);
    return new Scale(mean, deviation > 0 ? deviation : 1);
  }

  /** The scales of the inputs, in the order of the columns. */
  List<Scale> scales() {
    return List.copyOf(scales);
  }

  /** The scale of the target. */
  Scale target() {
    return target;
  }

  /** Writes the inputs of a row, which has to be all zeros, from that place on. */
  void writeInputs(int row, float[] into, int from) {
    int at = from;
    for (int i = 0; i < scales.size(); i++) {
      Column column = table.inputs().get(i);
      if (column instanceof Column.Numeric numbers) {
        into[at] = scales.get(i).scaled(numbers.values()[row]);
      } else if (column instanceof Column.Categorical words && isTrained(i, words.ids()[row])) {
        into[at + words.ids()[row]] = 1;
      }
      at += column.width();
    }
  }

  /** Returns whether a row that trains has that word of an input; none has a missing one. */
  boolean isTrained(int input, int word) {
    return word >= 0 && trainedWords.get(input).get(word);
  }

  /**
   * Writes the target of a row, which has to be all zeros, from that place on.
   *
   * @param columns of labels; one alone holds a number, or whether it is the second of two classes
   */
  void writeTarget(int row, float[] into, int from, int columns) {
    if (table.target() instanceof Column.Numeric numbers) {
      into[from] = target.scaled(numbers.values()[row]);
    } else if (table.target() instanceof Column.Categorical classes) {
      int id = classes.ids()[row];
      if (columns == 1) {
        into[from] = id;
      } else {
        into[from + id] = 1;
      }
    }
  }
}
