package org.kvsweep.cli;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.export.ExportRequest;
import org.kvsweep.export.TrialExport;
import org.kvsweep.export.TrialModels;
import org.kvsweep.report.Reports;
import org.kvsweep.report.RunAgain;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.TableOptions;
import org.kvsweep.report.html.HtmlReport;
import org.kvsweep.report.html.Provenance;
import org.kvsweep.report.html.SavedMaps;
import org.kvsweep.results.DerivedFiles;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.ResultsLayout;
import org.kvsweep.spark.executor.BuildIdentity;
import org.kvsweep.sweep.file.NearestWord;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialId;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Hands results to other tools. */
@Command(name = "export")
final class ExportCommand implements Callable<Integer> {
  /** The time that --follow waits before it looks again. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private static final String AGAIN =
      "You can repeat it at any time, also while the sweep runs: it adds what is new and repeats"
          + " nothing.";

  private final Supplier<TaskCatalog> tasks;
  private final Map<String, String> environment;
  private final List<TrialExport> exports;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "A results folder.")
  private String place;

  @Option(
      names = "--to",
      required = true,
      split = ",",
      paramLabel = "TOOL",
      completionCandidates = Names.class,
      description = "Tools to export to: one or more of ${COMPLETION-CANDIDATES}.")
  private List<String> tools;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Folder to write files to, on any file system that Hadoop knows (default:"
              + " DIR/export-TOOL).")
  private String out;

  @Option(
      names = "--follow",
      description = "Keep exporting trials as they end, until no sweep runs in the folder.")
  private boolean follow;

  /** The tools that trials can be exported to, for the help and for shells that complete words. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return TrialExport.load().stream().map(TrialExport::name).iterator();
    }
  }

  private ExportCommand(
      Supplier<TaskCatalog> tasks, Map<String, String> environment, List<TrialExport> exports) {
    this.tasks = tasks;
    this.environment = environment;
    this.exports = exports;
  }

  /** The command with the options and the help of every export that there is. */
  static CommandLine withExports(Supplier<TaskCatalog> tasks, Map<String, String> environment) {
    List<TrialExport> exports = TrialExport.load();
    CommandLine command = new CommandLine(new ExportCommand(tasks, environment, exports));
    List<String> examples = new ArrayList<>();
    for (TrialExport export : exports) {
      command
          .getCommandSpec()
          .addMixin(export.name(), CommandSpec.forAnnotatedObjectLenient(export));
      export.examples().forEach(example -> examples.add("  " + example));
    }
    String targets = exports.stream().map(TrialExport::about).collect(Collectors.joining(", "));
    command
        .getCommandSpec()
        .usageMessage()
        .description(
            "Exports the trials of a results folder to other tools: %s. %s"
                .formatted(targets, AGAIN))
        .footer(examples.toArray(String[]::new));
    return command;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<TrialExport> targets = tools.stream().map(this::export).toList();
    targets.forEach(this::check);
    ResultsFolder folder = ResultsFolder.at(place, new Configuration());
    TaskCatalog catalog = tasks.get();
    EndedTrials ended = EndedTrials.NONE;
    SweepResults results;
    boolean again;
    do {
      // Asked before reading, so that what ends in between is not missed.
      again = follow && folder.inUseByAnyClock(Clock.systemUTC().instant());
      ended = folder.endedSince(ended);
      results = SweepResults.in(folder, ended, catalog, this::say);
      for (TrialExport target : targets) {
        write(target, results, folder);
      }
      if (again) {
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
    } while (again);
    results.testDataLeftOut().ifPresent(this::say);
    return ExitCode.OK;
  }

  private TrialExport export(String tool) {
    List<String> names = exports.stream().map(TrialExport::name).toList();
    return exports.stream()
        .filter(export -> export.name().equalsIgnoreCase(tool))
        .findFirst()
        .orElseThrow(
            () ->
                usage(
                    "Cannot export to %s: expected one of %s%s"
                        .formatted(
                            tool, String.join(", ", names), NearestWord.question(tool, names))));
  }

  private void check(TrialExport export) {
    try {
      export.check(environment);
    } catch (IllegalArgumentException refused) {
      throw usage(refused.getMessage());
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void say(String message) {
    spec.commandLine().getErr().println(PlainText.lines(message));
  }

  private void write(TrialExport target, SweepResults results, ResultsFolder folder)
      throws IOException {
    String files = out == null ? folder.location() + "/export-" + target.name() : out;
    String done =
        target.write(
            new ExportRequest(
                results,
                files,
                environment,
                models(folder),
                () -> reports(results, folder),
                this::say));
    spec.commandLine().getOut().println(target.name() + ": " + done);
    spec.commandLine().getOut().flush();
  }

  private static TrialModels models(ResultsFolder folder) {
    return new TrialModels() {
      @Override
      public Map<TrialId, Long> sizes() throws IOException {
        return folder.modelSizes();
      }

      @Override
      public Optional<InputStream> open(TrialId trial) throws IOException {
        return folder.ownModel(trial);
      }
    };
  }

  /** The tables and the report as they are now, and the sweep file. */
  private static Map<String, String> reports(SweepResults results, ResultsFolder folder)
      throws IOException {
    Map<String, String> artifacts = new LinkedHashMap<>();
    String source = folder.sweepSource().orElse("");
    artifacts.put(ResultsLayout.SWEEP, source);
    SweepAnalysis analysis = SweepAnalysis.of(results, TableOptions.byTask());
    DerivedFiles files = DerivedFiles.into(artifacts);
    Reports.write(analysis, files);
    Provenance provenance =
        new Provenance(BuildIdentity.versionLine(), RunAgain.of(folder).script(results));
    SavedMaps maps = new SavedMaps(List.of(folder));
    HtmlReport.write(analysis, provenance, source, maps, files);
    return artifacts;
  }
}
