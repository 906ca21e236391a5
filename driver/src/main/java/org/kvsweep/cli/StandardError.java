package org.kvsweep.cli;

import java.lang.reflect.Method;

/**
 * Standard error of this process. The launcher sets it aside while the JVM starts, so that the
 * warning of its incubator modules reaches nobody (decision 044).
 */
final class StandardError {
  /** The file descriptor that holds it meanwhile; not set where nothing was set aside. */
  private static final String ASIDE = "kvsweep.stderr";

  private static final int ERRORS = 2;

  private StandardError() {}

  /**
   * Makes file descriptor 2 what it was before the launcher, for this program and its native
   * libraries. Where that fails, all that is written to it goes on through the launcher's filter.
   */
  static void takeBack() {
    Integer aside = Integer.getInteger(ASIDE);
    if (aside == null) {
      return;
    }
    try {
      // The JDK has this for programs that inetd starts; no public class duplicates a descriptor.
      Method duplicate =
          Class.forName("sun.nio.ch.InheritedChannel")
              .getDeclaredMethod("dup2", int.class, int.class);
      duplicate.setAccessible(true);
      duplicate.invoke(null, aside, ERRORS);
    } catch (ReflectiveOperationException | RuntimeException notInThisJdk) {
      // The filter passes everything else on.
    }
  }
}
