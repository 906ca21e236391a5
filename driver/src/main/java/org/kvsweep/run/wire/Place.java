package org.kvsweep.run.wire;

import java.io.Serializable;
import java.util.Objects;

/** The place where an attempt runs, for example {@code executor 2 on node7}. */
public record Place(String executor, String host) implements Serializable {
  public Place {
    Objects.requireNonNull(executor, "executor");
    Objects.requireNonNull(host, "host");
  }

  @Override
  public String toString() {
    return "executor %s on %s".formatted(executor, host);
  }
}
