package org.kvsweep.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.report.BestSettings;
import org.kvsweep.report.BestText;
import org.kvsweep.report.Outcomes;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.TableOptions;
import org.kvsweep.report.TextTable;
import org.kvsweep.report.TuningText;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.RunningTrials.RunningTrial;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Follows a sweep that runs elsewhere. */
@Command(
    name = "watch",
    description = {
      "Follows a sweep that runs in another terminal or on another machine: a line for each trial"
          + " that runs now or ends, and the comparison when the sweep ends. Ctrl-C ends only the watching."
          + " Exit code 1 says that trials failed, diverged or have not ended."
    },
    footer = {"  kvsweep watch results/quickstart", "  kvsweep watch hdfs:///results/quickstart"})
final class WatchCommand implements Callable<Integer> {
  /**
   * The fewest columns of a terminal on which trials have their whole names; on a narrower one they
   * are named by what differs alone.
   */
  private static final int ROOM_FOR_ALL = 80;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final Supplier<TaskCatalog> tasks;
  private final Map<String, String> environment;
  private final Clock clock;
  private final Pause pause;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RESULTS", description = "A results folder.")
  private String place;

  /** What passes between two looks at the folder. */
  interface Pause {
    void rest() throws IOException, InterruptedException;
  }

  WatchCommand(
      Supplier<TaskCatalog> tasks, Map<String, String> environment, Clock clock, Pause pause) {
    this.tasks = tasks;
    this.environment = environment;
    this.clock = clock;
    this.pause = pause;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ResultsFolder folder = ResultsFolder.at(place, new Configuration());
    SweepSpec sweep = SavedSweep.of(folder).sweep(tasks.get());
    TrialLabel labels = new TrialLabel(sweep);
    EndedTrials ended = folder.ended();
    SweepResults results = SweepResults.in(folder, Optional.of(sweep), ended);
    boolean running = folder.inUseByAnyClock(clock.instant());
    say(
        "%s: %s%s"
            .formatted(
                sweep.name(),
                results.outcomes().summary(),
                running ? "" : "; no sweep runs here now"));
    for (RunningTrial trial : folder.running(clock.instant()).trials()) {
      Optional.ofNullable(results.trials().get(trial.id()))
          .ifPresent(spec -> say(line(trial, label(labels, spec))));
    }
    // Nobody reads on where the pipe is closed.
    while (running && !spec.commandLine().getOut().checkError()) {
      pause.rest();
      // Before looking: what ends last is seen too. A machine that slept looks before the driver's
      // heart beats.
      running = folder.inUseByAnyClock(clock.instant());
      EndedTrials now = folder.endedSince(ended);
      if (now.equals(ended)) {
        continue; // what a sweep that tunes has come to takes a while to find out
      }
      ended = now;
      SweepResults before = results;
      results = SweepResults.in(folder, Optional.of(sweep), ended);
      for (TrialRecord record : results.ended().values()) {
        if (!record.equals(before.ended().get(record.id()))) {
          say(line(record, labels, results));
        }
      }
    }
    return end(results);
  }

  /** Returns the name of a trial, as long as the terminal has room for. */
  private String label(TrialLabel labels, TrialSpec trial) {
    return OutputTerminal.of(spec, environment).width() < ROOM_FOR_ALL
        ? labels.ofDifferences(trial)
        : labels.of(trial);
  }

  private String line(RunningTrial trial, String label) {
    return "%s  %s running, %d %%%s"
        .formatted(
            TIME.format(clock.instant().atZone(clock.getZone())),
            label,
            trial.percent(),
            trial
                .left()
                .map(left -> ", %s left".formatted(ReadableNumbers.about(left)))
                .orElse(""));
  }

  private String line(TrialRecord record, TrialLabel labels, SweepResults results) {
    Outcomes outcomes = results.outcomes();
    return "%s  %s %s%s%s, %s [%d/%d]"
        .formatted(
            TIME.format(record.ended().atZone(clock.getZone())),
            label(labels, record.spec()),
            record.outcome().status().label(),
            TrialText.metric(record.outcome().run()),
            record.cause().map(cause -> " (" + TrialText.oneLine(cause) + ")").orElse(""),
            ReadableNumbers.duration(Duration.between(record.started(), record.ended())),
            outcomes.trials() - outcomes.missing(),
            outcomes.trials());
  }

  private int end(SweepResults results) {
    OutputTerminal audience = OutputTerminal.of(spec, environment);
    SweepAnalysis analysis = SweepAnalysis.of(results, TableOptions.byTask());
    PrintWriter out = spec.commandLine().getOut();
    out.println();
    out.print(TextTable.write(analysis.table(), audience.style()));
    BestText.chosen(BestSettings.of(analysis), audience.style()).forEach(out::println);
    TuningText.lines(results, audience.style()).forEach(out::println);
    AnswerLines.of(analysis.table(), audience).forEach(out::println);
    out.flush();
    Outcomes outcomes = results.outcomes();
    return outcomes.failed() + outcomes.diverged() + outcomes.missing() > 0
        ? ExitCode.TROUBLE
        : ExitCode.OK;
  }

  private void say(String line) {
    spec.commandLine().getOut().println(PlainText.oneLine(line));
    spec.commandLine().getOut().flush();
  }
}
