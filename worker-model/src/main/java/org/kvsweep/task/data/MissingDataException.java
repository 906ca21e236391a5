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

  /** Where it was looked for, its plain form. */
  public Path file() {
    return file;
  }

  /** How to get it, or that there is no way. */
  public String remedy() {
    return remedy;
  }

  /** True of a file that kvsweep can fetch. */
  public boolean published() {
    return published;
  }
}
