package org.kvsweep.trial;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name by which the user has called the program, for commands that they can give as printed.
 */
public final class ProgramName {
  /** The environment variable in which the launcher says it. */
  public static final String VARIABLE = "KVSWEEP_CALLED_AS";

  private static final String USUAL = "kvsweep";

  /** A path that no shell reads in another way. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9./_][A-Za-z0-9./_+@%:,=-]{0,999}");

  private ProgramName() {}

  /** The name in that environment; the usual one where it has none that can be printed as it is. */
  public static String of(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(VARIABLE))
        .filter(name -> PLAIN.matcher(name).matches())
        .orElse(USUAL);
  }

  /** The name in the environment of this process. */
  public static String ofThisProcess() {
    return of(System.getenv());
  }
}
