package org.kvsweep.data;

import org.kvsweep.task.data.PublishedFile;

/**
 * The state of a data set's file in the data folder.
 *
 * @param file as it was published
 * @param standing what was found
 * @param detail what is wrong, or empty
 */
public record FileState(PublishedFile file, Standing standing, String detail) {

  /** The result of looking for the file. */
  public enum Standing {
    /** The file does not exist. */
    MISSING,
    /** The file exists; its content was not looked at. */
    PRESENT,
    /** The file exists and has the published checksum, or that of the archive it came in. */
    GOOD,
    /** The file exists and has the published size; there is no checksum to compare. */
    UNCHECKED,
    /** The file exists and is not what was published. */
    BAD
  }
}
