package org.kvsweep.cli;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.export.mlflow.MlflowExport;
import org.kvsweep.export.parquet.ParquetExport;
import org.kvsweep.export.tensorboard.TensorBoardExport;
import org.kvsweep.report.Reports;
import org.kvsweep.report.RunAgain;
import org.kvsweep.report.ShellWords;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.TableOptions;
import org.kvsweep.report.html.HtmlReport;
import org.kvsweep.report.html.Provenance;
import org.kvsweep.report.html.SavedMaps;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.settings.Count;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.PlainText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Hands results to other tools. */
@Command(
    name = "export",
    description = {
      "Exports the trials of a results folder to other tools: Parquet tables, runs of an MLflow"
          + " server, TensorBoard event files. You can repeat it at any time, also while the sweep"
          + " runs: it adds what is new and repeats nothing."
    },
    footer = {
      "  kvsweep export results/quickstart --to parquet",
      "  kvsweep export results/quickstart --to mlflow --uri http://127.0.0.1:5000 --follow",
      "  kvsweep export results/quickstart --to tensorboard --out runs",
      "  tensorboard --logdir runs"
    })
final class ExportCommand implements Callable<Integer> {
  private static final String URI_VARIABLE = "MLFLOW_TRACKING_URI";

  /** The time that --follow waits before it looks again. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** The tools that trials can be exported to; the names are those of {@code --to}. */
  enum Target {
    parquet,
    mlflow,
    tensorboard
  }

  private final Supplier<TaskCatalog> tasks;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "A results folder.")
  private String place;

  @Option(
      names = "--to",
      required = true,
      split = ",",
      paramLabel = "TOOL",
      description = "Tools to export to: one or more of ${COMPLETION-CANDIDATES}.")
  private List<Target> targets;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Folder to write files to, on any file system that Hadoop knows (default:"
              + " DIR/export-TOOL).")
  private String out;

  @Option(
      names = "--uri",
      paramLabel = "URL",
      description = "MLflow server URL (default: the environment variable " + URI_VARIABLE + ").")
  private String uri;

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      defaultValue = "kvsweep",
      description = "MLflow experiment, created if it does not exist (default: ${DEFAULT-VALUE}).")
  private String experiment;

  @Option(
      names = "--follow",
      description = "Keep exporting trials as they end, until no sweep runs in the folder.")
  private boolean follow;

  ExportCommand(Supplier<TaskCatalog> tasks, Map<String, String> environment) {
    this.tasks = tasks;
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<MlflowExport> mlflow =
        targets.contains(Target.mlflow) ? Optional.of(mlflow()) : Optional.empty();
    ResultsFolder folder = ResultsFolder.at(place, new Configuration());
    TaskCatalog catalog = tasks.get();
    EndedTrials ended = EndedTrials.NONE;
    boolean again;
    do {
      // Asked before reading, so that what ends in between is not missed.
      again = follow && folder.inUse(Clock.systemUTC().instant());
      ended = folder.endedSince(ended);
      SweepResults results = SweepResults.in(folder, ended, catalog, this::say);
      for (Target target : targets) {
        export(target, results, folder, mlflow);
      }
      if (again) {
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    } while (again);
    return ExitCode.OK;
  }

  private MlflowExport mlflow() {
    String server = uri == null ? environment.getOrDefault(URI_VARIABLE, "") : uri;
    try {
      return new MlflowExport(server, experiment, environment, this::say);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(
          spec.commandLine(), wrong.getMessage() + (uri == null ? "; give it by --uri" : ""));
    }
  }

  private void say(String message) {
    spec.commandLine().getErr().println(PlainText.lines(message));
  }

  private void export(
      Target target, SweepResults results, ResultsFolder folder, Optional<MlflowExport> mlflow)
      throws IOException {
    String files = out == null ? folder.location() + "/export-" + target : out;
    int ended = results.ended().size();
    String done =
        switch (target) {
          case parquet -> {
            ParquetExport.write(results.name(), results.ended().values(), files);
            yield "%s in %s/trials.parquet and metrics.parquet"
                .formatted(Count.of(ended, "trial"), files);
          }
          case tensorboard -> {
            int written = TensorBoardExport.write(results, files, new Configuration());
            yield "%d of %s were new; look with: tensorboard --logdir %s"
                .formatted(written, Count.of(ended, "trial"), ShellWords.quoted(files));
          }
          case mlflow -> {
            int written = mlflow.orElseThrow().write(results, artifacts(results, folder));
            yield "%d of %s were new".formatted(written, Count.of(ended, "trial"));
          }
        };
    spec.commandLine().getOut().println(target + ": " + done);
    spec.commandLine().getOut().flush();
  }

  /** The tables and the report as they are now, and the sweep file. */
  private static Map<String, String> artifacts(SweepResults results, ResultsFolder folder)
      throws IOException {
    Map<String, String> artifacts = new LinkedHashMap<>();
    String source = folder.sweepSource().orElse("");
    artifacts.put("sweep.yaml", source);
    SweepAnalysis analysis = SweepAnalysis.of(results, TableOptions.byTask());
    Reports.write(analysis, artifacts::put);
    Provenance provenance =
        new Provenance(new Version().line(), RunAgain.of(folder).script(results));
    SavedMaps maps = new SavedMaps(List.of(folder));
    HtmlReport.write(analysis, provenance, source, maps, artifacts::put);
    return artifacts;
  }
}
