package org.kvsweep.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.DataPlaces;
import org.kvsweep.sweep.DataSearch;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.PlainText;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks the data of a sweep before anything starts, and reports what is wrong. */
final class DataCheck {
  private final CommandSpec command;
  private final TaskCatalog tasks;
  private final DataPlaces places;
  private final DataFolderOption.Chosen folder;

  /** A check for a sweep file. */
  DataCheck(
      CommandSpec command, TaskCatalog tasks, Path sweepFile, DataFolderOption.Chosen folder) {
    this.command = command;
    this.tasks = tasks;
    this.places = DataPlaces.of(sweepFile, folder.path());
    this.folder = folder;
  }

  /** Reads the data, after saying which files lie outside. */
  SweepData read(SweepSpec sweep) {
    return read(sweep, Optional.empty());
  }

  /** Reads the data likewise, which have to give that metric too if there is one. */
  SweepData read(SweepSpec sweep, Optional<String> metric) {
    return new DataSearch(tasks, places, this::say).read(sweep, metric);
  }

  /** Looks for the files only. */
  SweepData locate(SweepSpec sweep) {
    return new DataSearch(tasks, places, note -> {}).locate(sweep);
  }

  /**
   * Ends the command if anything is wrong.
   *
   * @throws ParameterException with all problems
   */
  void refuse(SweepData data) {
    if (!data.problems().isEmpty()) {
      throw new ParameterException(command.commandLine(), String.join("\n", problems(data)));
    }
  }

  /**
   * Ends the command unless executors may have what is not here, which is said.
   *
   * @param local if trials are trained on this machine
   */
  void refuseRun(SweepData data, boolean local) {
    if (data.refusesRun(local)) {
      refuse(data);
    }
    problems(data)
        .forEach(
            problem ->
                say("Data is missing on the driver; each executor needs its own copy: " + problem));
  }

  /** Says what is wrong. */
  void mention(SweepData data) {
    problems(data).forEach(this::say);
  }

  /** Returns the problems, each in a line of its own, whatever the names of files try. */
  private List<String> problems(SweepData data) {
    List<String> problems = new ArrayList<>();
    if (data.misses()) {
      folder.absence().ifPresent(problems::add);
    }
    data.problems().forEach(problem -> problems.add(problem.message()));
    return problems.stream().map(PlainText::oneLine).toList();
  }

  /** Says that trials that have ended are trained again, because their data have changed. */
  void changed(int trials) {
    if (trials > 0) {
      say(
          "The data files have changed since "
              + Count.of(trials, "trial")
              + " ended: training again; the old results are kept as ID.json.other-data.");
    }
  }

  private void say(String line) {
    command.commandLine().getErr().println(PlainText.oneLine(line));
  }
}
