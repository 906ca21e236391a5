package org.kvsweep.task.data;

import java.io.Serial;
import java.nio.file.Path;

/** A data file is not where it was looked for. */
public final class MissingDataException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Path file;
  private final String remedy;
  private final boolean published;

  MissingDataException(Path file, String remedy, boolean published) {
    super("Cannot find %s, neither plain nor gzipped. %s".formatted(file, remedy));
    this.file = file;
    this.remedy = remedy;
    this.published = published;
  }

  /** Returns the path where the plain file was looked for. */
  public Path file() {
    return file;
  }

  /** Says how to get the file, or that there is no way. */
  public String remedy() {
    return remedy;
  }

  /** Returns whether kvsweep can download the file. */
  public boolean published() {
    return published;
  }
}
