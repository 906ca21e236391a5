package org.kvsweep.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.report.ShellWords;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.FolderResultsStore;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.ProgramName;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes trials from a results folder. */
@Command(
    name = "rm",
    description = {
      "Removes ended trials and their models from a results folder, after a question. A run of the"
          + " sweep trains those again that belong to it. Refused while a sweep runs in the folder."
    },
    footer = {
      "  kvsweep rm results/quickstart/3fa2",
      "  kvsweep rm results/quickstart --status failed,diverged",
      "  kvsweep rm results/quickstart --filter task=swap --filter seed=0 --yes"
    })
final class RmCommand implements Callable<Integer> {
  /** The most trials that the question names. */
  private static final int SHOWN = 10;

  private final Supplier<TaskCatalog> tasks;
  private final InputStream answers;
  private final Clock clock;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RESULTS[/TRIAL]", description = TrialPlace.MAYBE_TRIAL)
  private String given;

  @Mixin private FilterOption filter;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      split = ",",
      description = "Only trials that ended so: completed, stopped, diverged or failed.")
  private Set<Status> status = EnumSet.noneOf(Status.class);

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  /**
   * A trial to be removed.
   *
   * @param shown as the question names it: without test data where it only chose settings
   * @param label that tells it from the others of its sweep
   */
  private record Chosen(TrialRecord recorded, TrialRecord shown, String label) {}

  /** The ends of trials, as users write them. */
  enum Status {
    completed(TrialOutcome.Status.COMPLETED),
    stopped(TrialOutcome.Status.STOPPED),
    diverged(TrialOutcome.Status.DIVERGED),
    failed(TrialOutcome.Status.FAILED);

    private final TrialOutcome.Status status;

    Status(TrialOutcome.Status status) {
      this.status = status;
    }
  }

  /**
   * A command that reads answers from there.
   *
   * @param answers of the user
   */
  RmCommand(Supplier<TaskCatalog> tasks, InputStream answers, Clock clock) {
    this.tasks = tasks;
    this.answers = answers;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = new Configuration();
    List<Chosen> chosen;
    ResultsFolder folder;
    try {
      TrialPlace place = TrialPlace.of(given, hadoop);
      folder = place.folder();
      chosen = chosen(place);
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(spec.commandLine(), refused.getMessage(), refused);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (chosen.isEmpty()) {
      out.println("No trial matches.");
      return ExitCode.OK;
    }
    if (!yes && !agreed(chosen, folder)) {
      out.println("Nothing was removed.");
      return ExitCode.TROUBLE;
    }
    return told(remove(chosen, folder, hadoop), chosen.size(), folder);
  }

  private int told(int removed, int chosen, ResultsFolder folder) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        PlainText.oneLine(
            "Removed %s; %s report %s renews its tables."
                .formatted(
                    Count.of(removed, "trial"),
                    ProgramName.ofThisProcess(),
                    ShellWords.quoted(folder.location()))));
    if (removed < chosen) {
      out.println(
          "Left %s that changed since the question."
              .formatted(Count.of(chosen - removed, "trial")));
    }
    out.flush();
    return removed < chosen ? ExitCode.TROUBLE : ExitCode.OK;
  }

  /** Removes those that are still as they were chosen: a run may have trained others anew. */
  private int remove(List<Chosen> chosen, ResultsFolder folder, Configuration hadoop)
      throws IOException {
    try (FolderResultsStore store =
        FolderResultsStore.openToTidy(folder.location(), hadoop, clock)) {
      Map<TrialId, TrialRecord> now = store.ended();
      List<TrialId> same =
          chosen.stream()
              .map(Chosen::recorded)
              .filter(record -> record.equals(now.get(record.id())))
              .map(TrialRecord::id)
              .toList();
      store.remove(same);
      return same.size();
    }
  }

  private List<Chosen> chosen(TrialPlace place) throws IOException {
    Optional<SweepSpec> saved = SweepResults.sweepIn(place.folder(), tasks.get(), problem -> {});
    EndedTrials ended = place.ended(saved);
    Map<TrialId, TrialRecord> shown = SweepResults.in(place.folder(), saved, ended).ended();
    Function<TrialSpec, String> labels = TrialLabel.ofTrials(saved, ended.specs());
    Function<TrialRecord, Chosen> choose =
        record ->
            new Chosen(
                record, shown.getOrDefault(record.id(), record), labels.apply(record.spec()));
    if (place.trial().isPresent()) {
      if (!filter.given().isEmpty() || !status.isEmpty()) {
        throw new IllegalArgumentException(
            "Cannot use --filter or --status with one trial: they choose among those of a folder, got "
                + given);
      }
      TrialId one =
          place.among(
              ended.trials().keySet(),
              id -> TrialChoice.of(shown.getOrDefault(id, ended.trials().get(id)), labels));
      return List.of(choose.apply(ended.trials().get(one)));
    }
    if (filter.given().isEmpty() && status.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot remove all trials of %s: say which by --filter or --status, or delete the folder"
              .formatted(place.folder().location()));
    }
    Set<TrialOutcome.Status> ends = EnumSet.noneOf(TrialOutcome.Status.class);
    status.forEach(one -> ends.add(one.status));
    return filter
        .request(null, Optional.empty())
        .filtered(SweepResults.of(place.folder().location(), ended), tasks.get())
        .ended()
        .values()
        .stream()
        .filter(record -> ends.isEmpty() || ends.contains(record.outcome().status()))
        .map(choose)
        .toList();
  }

  private boolean agreed(List<Chosen> chosen, ResultsFolder folder) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<String> lines = new ArrayList<>();
    chosen.stream().limit(SHOWN).forEach(one -> lines.add("  " + described(one)));
    if (chosen.size() > SHOWN) {
      lines.add("  and %d more".formatted(chosen.size() - SHOWN));
    }
    lines.forEach(line -> out.println(PlainText.oneLine(line)));
    out.print(
        PlainText.oneLine(
            "Remove %s from %s? [y/N] "
                .formatted(Count.of(chosen.size(), "trial"), folder.location())));
    out.flush();
    // Not closed: it is the input of the process.
    String answer =
        new BufferedReader(new InputStreamReader(answers, Charset.defaultCharset())).readLine();
    return answer != null && answer.strip().matches("(?i)y|yes");
  }

  private static String described(Chosen one) {
    TrialOutcome outcome = one.shown().outcome();
    return "%s  %s %s%s"
        .formatted(
            one.shown().id(),
            one.label(),
            outcome.status().label(),
            TrialText.metric(outcome.run()));
  }
}
