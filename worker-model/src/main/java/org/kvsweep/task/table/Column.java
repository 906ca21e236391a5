package org.kvsweep.task.table;

import java.util.List;

/** One column of a table, a value for each row. */
sealed interface Column {

  String name();

  /** The inputs of a network that it takes. */
  int width();

  /**
   * Numbers.
   *
   * @param values NaN where one is missing
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Numeric(String name, double[] values) implements Column {
    @Override
    public int width() {
      return 1;
    }
  }

  /**
   * Words out of a list.
   *
   * @param ids numbers of the words; -1 where one is missing
   * @param words sorted
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Categorical(String name, int[] ids, List<String> words) implements Column {
    public Categorical {
      words = List.copyOf(words);
    }

    @Override
    public int width() {
      return words.size();
    }
  }
}
