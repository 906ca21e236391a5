package org.kvsweep.results;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** The place for files that are derived from trials: a results folder, or any other. */
@FunctionalInterface
public interface DerivedFiles {

  /**
   * Writes a file, in the place of an older one.
   *
   * @param name one of the public names of {@link ResultsLayout}
   */
  void writeDerived(String name, String text) throws IOException;

  /**
   * A folder for derived files alone.
   *
   * @param folder a path or URI, made if it is not there; without a scheme, on the default file
   *     system of Hadoop
   */
  static DerivedFiles at(String folder, Configuration hadoop) throws IOException {
    return FolderFiles.open(folder, hadoop)::replace;
  }
}
