package org.kvsweep.export.parquet;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.types.StructType;

/** The names of the columns of a table, which Spark wants distinct. */
final class ColumnNames {
  private final Set<String> taken;

  /** Names beside those of these columns. */
  ColumnNames(StructType columns) {
    taken = new TreeSet<>(Arrays.asList(columns.fieldNames()));
  }

  /**
   * Returns the name of a new column, such as {@code test_accuracy} for {@code test-accuracy}. If
   * it is taken, an underscore follows.
   */
  String add(String text) {
    String name = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
    while (!taken.add(name)) {
      name += "_";
    }
    return name;
  }
}
