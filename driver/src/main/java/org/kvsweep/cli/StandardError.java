package org.kvsweep.cli;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.lang3.math.NumberUtils;
import org.kvsweep.cli.text.OutputTerminal;

/**
 * Standard error of this process. The launcher sets it aside while the JVM starts, so that the
 * warning of its incubator modules reaches nobody (decision 044). {@code kvsweep submit} does so
 * for a driver that spark-submit starts here.
 */
final class StandardError {
  /** The file descriptor that holds it meanwhile; not set where nothing was set aside. */
  private static final String ASIDE = "kvsweep.stderr";

  /** Says the same in the environment, which a driver on another machine does not get. */
  private static final String ASIDE_VARIABLE = "KVSWEEP_STDERR";

  private static final int ERRORS = 2;

  /**
   * Runs a command without that warning, as the launcher runs the JVM, and tells it whether errors
   * go to a terminal.
   */
  private static final String FILTER =
      """
      %s=log
      [ ! -t 2 ] || %s=%s
      export %s
      exec 9>&2
      early=$(mktemp -d 2>/dev/null) && mkfifo "$early/errors" && {
        (sed '/^WARNING: Using incubator modules: jdk\\.incubator\\.vector$/d' <"$early/errors" >&9 9>&- &)
        exec 2>"$early/errors"
        %s=9
        export %s
      }
      rm -rf "$early"
      exec "$@"
      """
          .formatted(
              OutputTerminal.ERRORS,
              OutputTerminal.ERRORS,
              OutputTerminal.TO_TERMINAL,
              OutputTerminal.ERRORS,
              ASIDE_VARIABLE,
              ASIDE_VARIABLE);

  private StandardError() {}

  /** Returns a command that runs another, in whose process a driver is to start. */
  static List<String> setAsideFor(List<String> command) {
    List<String> words = new ArrayList<>(List.of("sh", "-c", FILTER, "kvsweep"));
    words.addAll(command);
    return words;
  }

  /**
   * Makes file descriptor 2 what it was before the launcher, for this program and its native
   * libraries. Where that fails, all that is written to it goes on through the launcher's filter.
   */
  static void takeBack() {
    int aside = Integer.getInteger(ASIDE, NumberUtils.toInt(System.getenv(ASIDE_VARIABLE), 0));
    if (aside == 0) {
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
