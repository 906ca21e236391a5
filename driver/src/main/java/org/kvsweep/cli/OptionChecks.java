package org.kvsweep.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks of what options were given, beyond their types. */
final class OptionChecks {
  private OptionChecks() {}

  /**
   * Checks an option.
   *
   * @throws ParameterException if what is expected of it is not met
   */
  static void require(CommandSpec spec, boolean met, String option, String expected, Object got) {
    if (!met) {
      throw new ParameterException(
          spec.commandLine(),
          "Cannot use %s: expected %s, got %s".formatted(option, expected, got));
    }
  }
}
