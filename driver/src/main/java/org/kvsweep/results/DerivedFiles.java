package org.kvsweep.results;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** The place for files that are derived from trials: a results folder, or any other. */
@FunctionalInterface
public interface DerivedFiles {

  /**
   * Writes a file, in the place of an older one.
   *
   * @param name one of the public names of {@link ResultsLayout}
   */
  void writeDerived(String name, Content content) throws IOException;

  /** Writes a file likewise. */
  default void writeDerived(String name, String text) throws IOException {
    writeDerived(name, to -> to.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes the content of a file. */
  @FunctionalInterface
  interface Content {
    void write(OutputStream to) throws IOException;
  }

  /** Files that are texts in memory, by their names. */
  static DerivedFiles into(Map<String, String> texts) {
    return (name, content) -> {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      content.write(bytes);
      texts.put(name, bytes.toString(StandardCharsets.UTF_8));
    };
  }

  /**
   * A folder for derived files alone.
   *
   * @param folder a path or URI, made if it is not there; without a scheme, on the default file
   *     system of Hadoop
   */
  static DerivedFiles at(String folder, Configuration hadoop) throws IOException {
    return FolderFiles.open(folder, hadoop)::write;
  }
}
