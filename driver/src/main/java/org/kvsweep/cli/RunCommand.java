package org.kvsweep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.kvsweep.cli.progress.Makespan;
import org.kvsweep.cli.progress.ProgressDisplay;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.kernel.Precision;
import org.kvsweep.kernel.cpu.Bfloat16;
import org.kvsweep.kernel.cpu.UnusedVectors;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.report.FolderOwner;
import org.kvsweep.report.PairedSeedRule;
import org.kvsweep.report.RunAgain;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.html.LiveReport;
import org.kvsweep.report.html.RenewedReport;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.FolderResultsStore;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.ResultsLayout;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.ShorterTrials;
import org.kvsweep.run.SweepRunner;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepEnd;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.spark.GpuEngines;
import org.kvsweep.spark.SparkCluster;
import org.kvsweep.spark.SparkSettings;
import org.kvsweep.spark.executor.BuildIdentity;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.ProgramName;
import org.kvsweep.trial.TrialSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains what a sweep has not trained yet and shows the comparison. */
@Command(
    name = "run",
    description = {
      "Trains every trial of a sweep that is not yet in the results folder, and shows the"
          + " comparison. If it was interrupted or killed, run the same command again to continue."
          + " It then also repeats trials that failed for a reason outside of the trial."
    },
    footer = {
      "  kvsweep run sweeps/quickstart.yaml",
      "  kvsweep run sweeps/quickstart.yaml --slots 2 --out /tmp/quickstart",
      "  kvsweep run sweeps/quickstart.yaml --max-failures 3",
      "  kvsweep run sweeps/quickstart.yaml --set training.epochs=1 --name short",
      "  kvsweep run sweeps/reverse-by-attention.yaml --by task.length"
    })
final class RunCommand implements Callable<Integer> {
  private final Supplier<TaskCatalog> tasks;
  private final Map<String, String> environment;
  private final Clock clock;
  private final ApplicationJar applicationJar;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A sweep file.")
  private Path file;

  @Mixin private SweepOptions sweepOptions;
  @Mixin private FailureLimit failureLimit;
  @Mixin private TableChoice tableChoice;
  @Mixin private SparkChoice sparkChoice;

  RunCommand(
      Supplier<TaskCatalog> tasks,
      Map<String, String> environment,
      Clock clock,
      ApplicationJar applicationJar) {
    this.tasks = tasks;
    this.environment = environment;
    this.clock = clock;
    this.applicationJar = applicationJar;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    SweepSpec sweep = sweepOptions.sweep(file, tasks.get());
    SparkSettings spark = checkedSettings(sweep);
    Optional<String> unusedVectors = spark.local() ? UnusedVectors.warning() : Optional.empty();
    Optional<VectorDriver> better = unusedVectors.flatMap(warning -> VectorDriver.ofThisProcess());
    if (better.isPresent()) {
      return better.get().run();
    }
    unusedVectors.ifPresent(spec.commandLine().getErr()::println);
    RunOptions options = options(sweep);
    String out = sweepOptions.out(sweep.name());
    checkOwner(out, sweep, spark);
    OutputTerminal audience = OutputTerminal.of(spec, environment);
    spark.exposure().ifPresent(spec.commandLine().getErr()::println);
    precisionNote(sweep, spark).ifPresent(spec.commandLine().getErr()::println);
    LargeMatrix.warning(sweep.withCosts(options.data().costs()))
        .ifPresent(spec.commandLine().getErr()::println);
    if (ResultsFolder.find(out, spark.hadoop()).isEmpty()) {
      dataCheck().refuseRun(options.data(), spark.local()); // before there is a folder
    }
    RunEnd end = RunEnd.REGULAR;
    try (FolderResultsStore results = FolderResultsStore.open(out, sweep, spark.hadoop(), clock)) {
      results.folder().writeDerived(ResultsLayout.COMMAND, again().command() + "\n");
      EndedTrials ended = results.found();
      RenewedReport report =
          new RenewedReport(
              sweep,
              options.data(),
              tableChoice.request(),
              tasks.get(),
              BuildIdentity.versionLine(),
              again(),
              results.folder(),
              ended,
              clock);
      if (open(sweep, options, ended)) {
        check(sweep, options.data(), ended, spark);
        TrialText text = new TrialText(new TrialLabel(sweep));
        try (ProgressDisplay display =
            ProgressDisplay.open(audience, spec.commandLine().getErr(), clock, text)) {
          ShorterTrials shorter =
              ShorterTrials.of(
                  sweep, ended.trials().values(), results.folder().lastStates(), tasks.get());
          shorter.lines(missing(sweep, ended)).forEach(display::say);
          RunOptions all = options.goingOnFrom(shorter);
          FirstFailure failure = new FirstFailure(text, results.folder().location());
          end = train(sweep, all, spark, results, report, display, failure);
        }
      }
      ShorterTrials.forgetSurpassed(results);
      return new RunReport(spec, again(), results.folder(), report).show(audience, end);
    }
  }

  private static List<TrialSpec> missing(SweepSpec sweep, EndedTrials ended) {
    return sweep.trials().stream()
        .filter(trial -> !ended.trials().containsKey(trial.id()))
        .map(PlannedTrial::spec)
        .toList();
  }

  private void checkOwner(String out, SweepSpec sweep, SparkSettings spark) throws IOException {
    Optional<FolderOwner> other = FolderOwner.other(out, sweep, spark.hadoop());
    Optional<String> refusal = other.flatMap(sweepOptions::refusal);
    if (refusal.isPresent()) {
      throw usage(refusal.get());
    }
    other.map(FolderOwner::note).ifPresent(spec.commandLine().getErr()::println);
  }

  private static boolean open(SweepSpec sweep, RunOptions options, EndedTrials ended) {
    SweepResults found = SweepResults.of(sweep, ended);
    return found.ended().size() < found.trials().size()
        || options.retrained(ended.trials().values()).stream()
            .anyMatch(record -> found.trials().containsKey(record.id()));
  }

  private static Optional<String> precisionNote(SweepSpec sweep, SparkSettings spark) {
    boolean wanted =
        sweep.trials().stream()
            .map(trial -> TrainingKeys.precision(trial.spec().training()))
            .anyMatch(Precision.BFLOAT16::equals);
    return wanted && spark.local() && !Bfloat16.supported()
        ? Optional.of("bfloat16 is no faster here: this CPU has neither AVX512_BF16 nor AMX.")
        : Optional.empty();
  }

  private SparkSettings checkedSettings(SweepSpec sweep) {
    try {
      tableChoice.request().checkFor(sweep, tasks.get());
      SparkSettings settings =
          SparkSettings.embedded("kvsweep " + sweep.name(), sparkChoice.settings())
              .forExecutors(applicationJar.path(), environment);
      GpuEngines.require(settings, sweep.trials(), tasks.get().engines());
      return settings;
    } catch (IllegalArgumentException refused) {
      throw usage(refused.getMessage());
    }
  }

  private DataCheck dataCheck() {
    return new DataCheck(spec, tasks.get(), file, sweepOptions.dataFolder(environment));
  }

  private void check(SweepSpec sweep, SweepData data, EndedTrials ended, SparkSettings spark) {
    dataCheck().refuseRun(data, spark.local());
    dataCheck().changed(SweepResults.of(sweep, ended.ofCurrentData(data)).leftOut().otherData());
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private RunEnd train(
      SweepSpec sweep,
      RunOptions options,
      SparkSettings spark,
      FolderResultsStore results,
      RenewedReport report,
      ProgressDisplay display,
      FirstFailure failure)
      throws IOException, InterruptedException {
    // Spark takes seconds to start and to end: a signal then is as good as any other.
    try (Interruption interruption = new Interruption(display::say).listen();
        SparkCluster cluster = SparkCluster.open(spark)) {
      SweepRunner runner = new SweepRunner(cluster, clock);
      interruption.stops(runner::stop);
      VectorDriver.whenTheFirstEnds(() -> interruption.interrupted(ExitCode.TERMINATED));
      cluster.webUi().ifPresent(url -> display.say("Spark UI: " + url));
      SweepSummary summary;
      try (LiveReport live = report.live()) {
        SweepListener listener =
            display.listener().then(live).then(failure).then(earlyEnds(display));
        summary = runner.run(sweep, results, listener, options);
      }
      Makespan.line(summary).ifPresent(display::say);
      if (summary.end() == SweepEnd.SPARK_ENDED) {
        display.say("Spark ended before the sweep did; its log may say why.");
      }
      List<String> failures = failure.lines(summary, options.policy().maxFailures());
      return RunEnd.of(summary.end(), interruption.exitCode(), failures);
    }
  }

  /** Says why the sweep stops, as it is said of an interrupt. */
  private static SweepListener earlyEnds(ProgressDisplay display) {
    return new SweepListener() {
      @Override
      public void stopAsked(Duration grace) {
        display.say(
            "Stopping, as kvsweep stop has asked: running trials have %d s to save their state."
                .formatted(grace.toSeconds()));
      }

      @Override
      public void failureLimitReached(Duration grace) {
        display.say(
            "Stopping, as %s says: running trials have %d s to save their state."
                .formatted(FailureLimit.OPTION, grace.toSeconds()));
      }
    };
  }

  private RunOptions options(SweepSpec sweep) {
    return new RunOptions(
        sweepOptions.data(environment),
        dataCheck().read(sweep, tableChoice.request().metric()),
        failureLimit.in(SchedulePolicy.STANDARD),
        PairedSeedRule.of(sweep),
        sweepOptions.retrials(),
        ShorterTrials.NONE);
  }

  /** Returns this command as it can be given again. */
  private RunAgain again() {
    return new RunAgain(
        RanCommand.of(
            ProgramName.of(environment),
            spec.root().commandLine().getParseResult().originalArgs(),
            sweepOptions.dataOfEnvironment(environment)));
  }
}
