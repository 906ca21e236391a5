package org.kvsweep.api;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.kvsweep.data.DataFolder;
import org.kvsweep.data.UserHome;
import org.kvsweep.report.FolderOwner;
import org.kvsweep.report.PairedSeedRule;
import org.kvsweep.report.RunAgain;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.TableOptions;
import org.kvsweep.report.html.LiveReport;
import org.kvsweep.report.html.RenewedReport;
import org.kvsweep.report.request.TableRequest;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.FolderResultsStore;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.ShorterTrials;
import org.kvsweep.run.SweepRunner;
import org.kvsweep.run.UnfitExecutorException;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.spark.GpuEngines;
import org.kvsweep.spark.SparkCluster;
import org.kvsweep.spark.SparkSettings;
import org.kvsweep.spark.executor.BuildIdentity;
import org.kvsweep.sweep.DataPlaces;
import org.kvsweep.sweep.DataProblem;
import org.kvsweep.sweep.DataSearch;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs sweeps in a Spark application that is there already, and reads their results. */
public final class Kvsweep {
  private static final Logger LOG = LoggerFactory.getLogger(Kvsweep.class);

  private Kvsweep() {}

  /**
   * Returns the settings of Spark that sweeps need. A Spark application that is to run sweeps has
   * to be started with all of them: most can't be set later.
   */
  public static Map<String, String> sparkSettings() {
    return SparkSettings.forSubmit(Map.of());
  }

  /**
   * Trains every trial that is not yet in the results folder, and returns the results. Whatever
   * ended before stays; a run that was cut off continues.
   *
   * @param spark stays open; other jobs may run in it meanwhile
   * @param folder for the results, on any file system that Hadoop knows
   * @throws IllegalArgumentException if the sweep or its data have problems, all of which the
   *     message names, the Spark application lacks what sweeps need, or the folder belongs to
   *     another sweep and has no trial of this one; nothing was started
   * @throws IllegalStateException if another sweep is running in the Spark application, or its
   *     context has been stopped; nothing was started
   * @throws IOException if the results can't be read or written, or executors turn out not to fit,
   *     such as one with another build of kvsweep; what has ended so far stays
   */
  public static Results run(Sweep sweep, JavaSparkContext spark, String folder)
      throws IOException, InterruptedException {
    return run(sweep, spark, folder, ended -> {});
  }

  /**
   * Does the same, and tells of each trial when it has ended.
   *
   * @param ended called from one thread at a time; shall be quick
   */
  public static Results run(
      Sweep sweep, JavaSparkContext spark, String folder, Consumer<Trial> ended)
      throws IOException, InterruptedException {
    TaskCatalog tasks = TaskCatalog.load();
    SweepSpec spec = sweep.spec(tasks);
    GpuEngines.require(spark.getConf(), spec.trials(), tasks.engines());
    SweepData data = data(sweep, spec, spark.isLocal(), tasks);
    Configuration hadoop = spark.hadoopConfiguration();
    checkOwner(folder, spec, hadoop);
    try (SparkCluster cluster = SparkCluster.of(spark)) {
      checkResources(cluster, spec);
      return train(spec, data, cluster, folder, hadoop, ended, tasks);
    }
  }

  private static void checkResources(SparkCluster cluster, SweepSpec spec) {
    try {
      cluster.check(spec.trials());
    } catch (UnfitExecutorException refused) {
      throw new IllegalArgumentException(refused.getMessage(), refused);
    }
  }

  private static Results train(
      SweepSpec spec,
      SweepData data,
      SparkCluster cluster,
      String folder,
      Configuration hadoop,
      Consumer<Trial> ended,
      TaskCatalog tasks)
      throws IOException, InterruptedException {
    Clock clock = Clock.systemUTC();
    try (FolderResultsStore results = FolderResultsStore.open(folder, spec, hadoop, clock)) {
      results.folder().forgetCommand();
      EndedTrials found = results.found();
      RunOptions options =
          new RunOptions(
                  dataFolder().toString(), data, SchedulePolicy.STANDARD, PairedSeedRule.of(spec))
              .goingOnFrom(
                  ShorterTrials.of(
                      spec, found.trials().values(), results.folder().lastStates(), tasks));
      RenewedReport report = report(spec, data, tasks, results.folder(), found, clock);
      try (LiveReport live = report.live()) {
        new SweepRunner(cluster, clock).run(spec, results, live.then(telling(ended)), options);
      }
      ShorterTrials.forgetSurpassed(results);
      SweepAnalysis analysis = report.analysis();
      report.write(analysis);
      return Results.of(analysis);
    }
  }

  private static RenewedReport report(
      SweepSpec spec,
      SweepData data,
      TaskCatalog tasks,
      ResultsFolder results,
      EndedTrials found,
      Clock clock)
      throws IOException {
    return new RenewedReport(
        spec,
        data,
        TableRequest.standard(),
        tasks,
        BuildIdentity.versionLine(),
        RunAgain.of(results),
        results,
        found,
        clock);
  }

  private static void checkOwner(String folder, SweepSpec sweep, Configuration hadoop)
      throws IOException {
    Optional<FolderOwner> other = FolderOwner.other(folder, sweep, hadoop);
    Optional<String> refusal =
        other.flatMap(owner -> owner.refusal("choose another folder for it"));
    if (refusal.isPresent()) {
      throw new IllegalArgumentException(refusal.get());
    }
    other.map(FolderOwner::note).ifPresent(LOG::info);
  }

  private static SweepListener telling(Consumer<Trial> ended) {
    return new SweepListener() {
      @Override
      public void trialEnded(PlannedTrial trial, TrialOutcome outcome) {
        ended.accept(Trial.of(trial, outcome));
      }
    };
  }

  /** Returns the data of the sweep, after a look at all of it. */
  private static SweepData data(Sweep sweep, SweepSpec spec, boolean local, TaskCatalog tasks) {
    DataPlaces places = DataPlaces.of(sweep.place(), dataFolder());
    SweepData data = new DataSearch(tasks, places, LOG::warn).read(spec);
    List<String> problems = data.problems().stream().map(DataProblem::message).toList();
    if (data.refusesRun(local)) {
      throw new IllegalArgumentException(
          problems.stream().collect(Collectors.joining(System.lineSeparator())));
    }
    problems.forEach(problem -> LOG.warn("Each executor needs its own copy: {}", problem));
    return data;
  }

  private static Path dataFolder() {
    Map<String, String> environment = System.getenv();
    return DataFolder.locate(Optional.empty(), environment, UserHome.of(environment));
  }

  /**
   * Reads the results in a folder, also while the sweep runs.
   *
   * @param hadoop the configuration of its file system
   * @throws IOException if it is no results folder, or can't be read
   */
  public static Results read(String folder, Configuration hadoop) throws IOException {
    ResultsFolder results = ResultsFolder.at(folder, hadoop);
    return Results.of(
        SweepAnalysis.of(
            SweepResults.in(results, results.ended(), TaskCatalog.load(), LOG::warn),
            TableOptions.byTask()));
  }
}
