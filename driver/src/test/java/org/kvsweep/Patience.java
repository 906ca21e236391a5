package org.kvsweep;

import java.time.Duration;

/** How long tests wait for what has to come, the only place that says so. */
public final class Patience {
  /**
   * Says nothing of how long anything takes: on a machine that is busy with other work it may be
   * minutes. Less than a whole test may take (pom.xml), so that who waited can say for what.
   */
  public static final Duration LIMIT = Duration.ofMinutes(5);

  private Patience() {}
}
