package org.kvsweep.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kvsweep.sweep.file.SweepChanges;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.EngineCatalog;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that change what a sweep file says, for one command. */
final class ChangeOptions {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Change a key of the sweep file, or add it: training.epochs=1, 'model.depth=[1, 2]'. The"
              + " value is YAML, as in the file. Repeatable; the last of several for a key counts.")
  private List<String> set = List.of();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "Name of the sweep, after which the results folder is named (default: that in the file).")
  private String name;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "Number of seeds, or a list of them: 5, or 3,4,5, or '[7]' for that one (default: those in"
              + " the file).")
  private String seeds;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description =
          "Engine that trains the trials, as if the sweep file said engine: NAME (default: what the"
              + " file says, or "
              + EngineCatalog.DEFAULT
              + ").")
  private String engine;

  /** The changes, as they were given. */
  SweepChanges given() {
    List<SweepChanges.Setting> settings = new ArrayList<>();
    set.forEach(text -> settings.add(SweepChanges.set(text)));
    Optional.ofNullable(name).map(SweepChanges::name).ifPresent(settings::add);
    Optional.ofNullable(seeds).map(SweepChanges::seeds).ifPresent(settings::add);
    return new SweepChanges(settings, Optional.ofNullable(engine));
  }

  /**
   * The changes, for a sweep of these tasks.
   *
   * @throws ParameterException if there is no such engine
   */
  SweepChanges checked(CommandSpec command, TaskCatalog tasks) {
    List<String> known = tasks.engines().names();
    if (engine != null && !known.contains(engine)) {
      throw new ParameterException(
          command.commandLine(),
          "Cannot find engine %s: expected one of %s%s"
              .formatted(engine, String.join(", ", known), EngineCatalog.howToGet(engine)));
    }
    return given();
  }
}
