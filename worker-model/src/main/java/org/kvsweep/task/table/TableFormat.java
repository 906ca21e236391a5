package org.kvsweep.task.table;

import java.util.Set;

/**
 * A format of table files. CSV is built in; others are found through {@link
 * java.util.ServiceLoader} beside this class, since some need libraries that a worker alone does
 * not have.
 *
 * <p>Cells come as the text that a CSV file would have, so equal tables give equal numbers whatever
 * their format.
 */
public interface TableFormat {

  /** The end of the names of its files, in lower case: {@code .parquet}. */
  String extension();

  /** Where a row stands, behind the name of its file: {@code :%d} for the number of a line. */
  String rowPlace();

  /**
   * Returns the rows of a file; what is wrong with them is added to the problems.
   *
   * @param file its name, for messages
   * @param content all of it, unpacked
   * @param ignored columns whose cells nobody asks for; they may be empty
   * @throws IllegalArgumentException if nothing of it can be read
   */
  TableRows read(String file, byte[] content, Set<String> ignored, Problems problems);
}
