package org.kvsweep.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Stops a sweep that runs elsewhere, or one of its trials. */
@Command(
    name = "stop",
    description = {
      "Asks the sweep that runs in a results folder to stop, from any machine that can write there."
          + " It notices within seconds and ends as by Ctrl-C: running trials save their state, and"
          + " the same run command continues.",
      "RESULTS/TRIAL stops one trial and lets the others go on. It is not over: the next run of the"
          + " sweep continues it. A trial that waits for its turn stops when it begins."
    },
    footer = {
      "  kvsweep stop results/quickstart",
      "  kvsweep stop hdfs:///results/quickstart/3fa2"
    })
final class StopCommand implements Callable<Integer> {
  private final Supplier<TaskCatalog> tasks;
  private final Clock clock;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RESULTS[/TRIAL]", description = TrialPlace.MAYBE_TRIAL)
  private String given;

  StopCommand(Supplier<TaskCatalog> tasks, Clock clock) {
    this.tasks = tasks;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    try {
      TrialPlace place = TrialPlace.of(given, new Configuration());
      ResultsFolder folder = place.folder();
      if (!folder.inUseByAnyClock(clock.instant())) {
        return refused("Cannot stop %s: no sweep runs in it".formatted(folder.location()));
      }
      return place.trial().isEmpty() ? stopSweep(folder) : stopTrial(folder, place);
    } catch (IllegalArgumentException unknown) {
      throw new ParameterException(spec.commandLine(), unknown.getMessage(), unknown);
    }
  }

  private int stopSweep(ResultsFolder folder) throws IOException {
    folder.askToStop();
    return say("Asked the sweep in %s to stop.".formatted(folder.location()));
  }

  private int stopTrial(ResultsFolder folder, TrialPlace place) throws IOException {
    Optional<SweepSpec> saved = SweepResults.sweepIn(folder, tasks.get(), problem -> {});
    SweepResults found = SweepResults.in(folder, saved, folder.ended());
    Function<TrialSpec, String> labels = TrialLabel.ofTrials(saved, found.trials().values());
    TrialId trial =
        place.among(
            found.trials().keySet(),
            id -> new TrialChoice(id, labels.apply(found.trials().get(id))));
    if (found.ended().containsKey(trial)
        && !folder.running(clock.instant()).byId().containsKey(trial)) {
      return refused("Cannot stop trial %s: it has ended".formatted(trial));
    }
    folder.askToStop(trial);
    return say(
        "Asked trial %s in %s to stop; the next run continues it."
            .formatted(trial, folder.location()));
  }

  private int say(String line) {
    spec.commandLine().getOut().println(PlainText.oneLine(line));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private int refused(String line) {
    spec.commandLine().getErr().println(PlainText.oneLine(line));
    return ExitCode.TROUBLE;
  }
}
