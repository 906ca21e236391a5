package org.kvsweep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.report.FolderOwner;
import org.kvsweep.results.HadoopPath;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.ResultsLayout;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.ShorterTrials;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SeedRule;
import org.kvsweep.speed.MeasuredSpeeds;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a sweep will take. */
@Command(
    name = "plan",
    description = {
      "Checks a sweep file and its data, and shows its cells with their parameters, floating-point"
          + " operations, memory and estimated time. Trains nothing and does not start Spark.",
      "Where the results folder has trials of the sweep, also says what is done and what a run"
          + " would add. A results folder in place of a file is planned by the sweep that ran"
          + " there.",
      "Exits with 2, after the plan, if data are missing or not what they should be: a run on this"
          + " machine would be refused."
    },
    footer = {
      "  kvsweep plan sweeps/quickstart.yaml",
      "  kvsweep plan sweeps/quickstart.yaml --set training.epochs=4 --seeds 10",
      "  kvsweep plan results/quickstart",
      "  kvsweep plan sweeps/paper/reverse.yaml --slots 64 --gflops 40"
    })
final class PlanCommand implements Callable<Integer> {
  private static final int SHOWN_CELLS = 100;

  /** The fastest machines do about as many in all, and a slot is a part of one. */
  private static final int MOST_GFLOPS = 1_000_000_000;

  private final Supplier<TaskCatalog> tasks;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A sweep file, or a results folder.")
  private String place;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Trials that run side by side (default: one per core of this machine).")
  private Integer slots;

  @Option(
      names = "--gflops",
      paramLabel = "X",
      description =
          "Assumed speed of a slot, in billions of floating-point operations per second (default:"
              + " what kvsweep bench has measured on this machine, else the usual speed of one"
              + " server core with models of that size).")
  private Double gflops;

  @Option(names = "--all", description = "Show every cell, however many there are.")
  private boolean all;

  @Mixin private SweepOptions sweepOptions;

  PlanCommand(Supplier<TaskCatalog> tasks, Map<String, String> environment) {
    this.tasks = tasks;
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    int side = slots == null ? Runtime.getRuntime().availableProcessors() : slots;
    OptionChecks.require(spec, side >= 1, "--slots", "at least 1", side);
    Speed speed = speed(side);
    Configuration hadoop = new Configuration();
    Optional<ResultsFolder> results = resultsFolder(hadoop);
    Path file = Path.of(results.isPresent() ? localFile(results.get()) : place);
    SweepSpec sweep =
        results.isPresent() ? saved(results.get()) : sweepOptions.sweep(file, tasks.get());
    DataCheck check = new DataCheck(spec, tasks.get(), file, sweepOptions.dataFolder(environment));
    SweepData data = check.read(sweep);
    SweepSpec costed = sweep.withCosts(data.costs());
    OutputTerminal audience = OutputTerminal.of(spec, environment);
    say(
        new PlanTable(
                costed,
                estimated(sweep, data),
                side,
                speed,
                all ? Integer.MAX_VALUE : SHOWN_CELLS,
                audience)
            .lines());
    LargeMatrix.warning(costed).ifPresent(line -> say(audience.sentence(line)));
    String folder =
        results.isPresent() && sweepOptions.chosenFolder().isEmpty()
            ? place
            : sweepOptions.out(sweep.name());
    done(folder, sweep, data, hadoop).forEach(line -> say(audience.sentence(line)));
    spec.commandLine().getOut().flush();
    // A plan needs no data, so it is shown in any case.
    check.mention(data);
    return data.refusesRun(true) ? ExitCode.USAGE : ExitCode.OK;
  }

  private Speed speed(int sideBySide) {
    OptionChecks.require(
        spec,
        gflops == null || (gflops > 0 && gflops <= MOST_GFLOPS),
        "--gflops",
        "more than 0, at most " + MOST_GFLOPS,
        gflops);
    return gflops == null
        ? new Speed(OptionalDouble.empty(), MeasuredHere.file(environment).read(), sideBySide)
        : new Speed(OptionalDouble.of(gflops * 1e9), MeasuredSpeeds.NONE, sideBySide);
  }

  private void say(List<String> lines) {
    lines.forEach(line -> spec.commandLine().getOut().println(PlainText.oneLine(line)));
  }

  /** The results folder in place of a sweep file; empty if it is a file, or nothing at all. */
  private Optional<ResultsFolder> resultsFolder(Configuration hadoop) throws IOException {
    return HadoopPath.isUri(place) || Files.isDirectory(Path.of(place))
        ? Optional.of(ResultsFolder.at(place, hadoop))
        : Optional.empty();
  }

  private SweepSpec saved(ResultsFolder results) throws IOException {
    SavedSweep saved = SavedSweep.of(results);
    return sweepOptions.sweep(saved.text(), saved.file(), tasks.get());
  }

  /** The saved sweep file where this machine has it: data files are looked for beside it. */
  private static String localFile(ResultsFolder results) {
    return HadoopPath.isUri(results.location())
        ? ResultsLayout.SWEEP
        : results.location() + "/" + ResultsLayout.SWEEP;
  }

  private List<String> done(String folder, SweepSpec sweep, SweepData data, Configuration hadoop)
      throws IOException {
    Optional<ResultsFolder> results = ResultsFolder.find(folder, hadoop);
    if (results.isEmpty()) {
      return List.of();
    }
    Optional<String> refusal =
        FolderOwner.other(folder, sweep, hadoop).flatMap(sweepOptions::refusal);
    if (refusal.isPresent()) {
      return List.of("", refusal.get());
    }
    RunOptions options =
        new RunOptions(
            sweepOptions.data(environment),
            data,
            SchedulePolicy.STANDARD,
            SeedRule.NEVER,
            sweepOptions.retrials(),
            ShorterTrials.NONE);
    List<String> lines = new ArrayList<>(List.of(""));
    lines.addAll(DoneTrials.of(folder, sweep, results.get().ended(), options).lines());
    return lines;
  }

  /** Returns the trials whose cost only data tell that could not be read. */
  private Set<TrialId> estimated(SweepSpec sweep, SweepData data) {
    TaskCatalog catalog = tasks.get();
    return sweep.trials().stream()
        .filter(trial -> !data.costs().containsKey(trial.id()))
        .filter(trial -> catalog.provider(trial.spec().taskName()).estimatesCost(trial.spec()))
        .map(PlannedTrial::id)
        .collect(Collectors.toSet());
  }
}
