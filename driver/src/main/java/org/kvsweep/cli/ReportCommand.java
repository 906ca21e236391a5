package org.kvsweep.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.report.BestSettings;
import org.kvsweep.report.BestText;
import org.kvsweep.report.JoinedSweeps;
import org.kvsweep.report.Reports;
import org.kvsweep.report.RunAgain;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.TableFormat;
import org.kvsweep.report.TextTable;
import org.kvsweep.report.TuningText;
import org.kvsweep.report.html.HtmlReport;
import org.kvsweep.report.html.Provenance;
import org.kvsweep.report.html.SavedMaps;
import org.kvsweep.report.request.TableRequest;
import org.kvsweep.results.DerivedFiles;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.ResultsLayout;
import org.kvsweep.spark.executor.BuildIdentity;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes tables from results again. */
@Command(
    name = "report",
    description = {
      "Rebuilds the tables and the report of results folders from their trials and shows the"
          + " comparison. Works while a sweep runs.",
      "Several folders are compared as one: by what all of them compare, else by attention. Tables"
          + " and report of each are those of its own comparison, unless --compare names another."
    },
    footer = {
      "  kvsweep report results/quickstart",
      "  kvsweep report results/quickstart --by-cell --metric validation-loss",
      "  kvsweep report results/paper-reverse results/paper-swap --group-by depth",
      "  kvsweep report results/quickstart --filter task=reverse,swap \\",
      "      --filter seed=0 --baseline kv",
      "  kvsweep report results/quickstart --compare depth --baseline 2",
      "  kvsweep report results/a results/b --out /tmp/a-and-b",
      "  kvsweep report results/quickstart --format csv > quickstart.csv"
    })
final class ReportCommand implements Callable<Integer> {
  private final Supplier<TaskCatalog> tasks;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "Results folders.")
  private List<String> folders;

  @Mixin private TableChoice tableChoice;

  @Mixin private FilterOption filter;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Also write the tables and the report of what is shown to this folder, on any file system"
              + " that Hadoop knows.")
  private String out;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "Print only the table, as ${COMPLETION-CANDIDATES}, and write no files but those of"
              + " --out.")
  private TableFormat format;

  ReportCommand(Supplier<TaskCatalog> tasks, Map<String, String> environment) {
    this.tasks = tasks;
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = new Configuration();
    TaskCatalog catalog = tasks.get();
    List<Found> found = new ArrayList<>();
    for (String place : folders) {
      ResultsFolder folder = ResultsFolder.at(place, hadoop);
      found.add(new Found(folder, SweepResults.in(folder, folder.ended(), catalog, this::warn)));
    }
    SweepResults together = JoinedSweeps.of(found.stream().map(Found::results).toList());
    SweepAnalysis shown = checked(together);
    List<String> written = new ArrayList<>();
    if (filter.given().isEmpty() && format == null) {
      for (Found one : found) {
        if (writeOrSay(analysis(one.results(), together, shown.all().compared()), one)) {
          written.add(one.folder().location());
        }
      }
    }
    if (out != null) {
      writeElsewhere(shown, hadoop, found);
      written.add(out);
    }
    if (format == null) {
      print(shown, found, written);
    } else {
      spec.commandLine().getOut().print(format.write(shown));
    }
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private void print(SweepAnalysis shown, List<Found> found, List<String> written)
      throws IOException {
    OutputTerminal audience = OutputTerminal.of(spec, environment);
    spec.commandLine().getOut().print(TextTable.write(shown.table(), audience.style()));
    BestText.chosen(BestSettings.of(shown), audience.style())
        .forEach(spec.commandLine().getOut()::println);
    TuningText.lines(shown.all(), audience.style()).forEach(spec.commandLine().getOut()::println);
    for (Found one : found) {
      RunAgain.of(one.folder()).lines(one.results()).forEach(spec.commandLine().getOut()::println);
      models(one, shown).ifPresent(spec.commandLine().getOut()::println);
    }
    AnswerLines.of(shown.table(), audience).forEach(spec.commandLine().getOut()::println);
    written.forEach(folder -> spec.commandLine().getOut().println(reportLine(folder)));
  }

  private Optional<String> models(Found one, SweepAnalysis shown) throws IOException {
    Predicate<TrialId> all = trial -> true;
    return KeptModels.line(
        one.folder(),
        one.results().ended(),
        filter.given().isEmpty() ? all : shown.all().trials()::containsKey);
  }

  /** The line that names the report in a folder. */
  static String reportLine(String folder) {
    return "Report: %s/%s".formatted(StringUtils.stripEnd(folder, "/"), ResultsLayout.REPORT_HTML);
  }

  /** Writes the files; a folder that is read-only still has its table shown. */
  private boolean writeOrSay(SweepAnalysis analysis, Found one) {
    try {
      write(analysis, one.folder(), List.of(one));
      return true;
    } catch (IOException e) {
      warn(
          "%s was not written: %s; --out writes it elsewhere"
              .formatted(ResultsLayout.REPORT_HTML, UnexpectedError.line(e)));
      return false;
    }
  }

  private void writeElsewhere(SweepAnalysis shown, Configuration hadoop, List<Found> found)
      throws IOException {
    try {
      write(shown, DerivedFiles.at(out, hadoop), found);
    } catch (IOException e) {
      throw new IOException(
          "Cannot write tables and report into %s: %s; name a folder that can be written with --out"
              .formatted(out, UnexpectedError.line(e)),
          e);
    }
  }

  private record Found(ResultsFolder folder, SweepResults results) {}

  private void warn(String message) {
    spec.commandLine().getErr().println(PlainText.lines(message));
  }

  private SweepAnalysis checked(SweepResults together) {
    try {
      return tableChoice.request(filter.given()).analysis(together, tasks.get());
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(spec.commandLine(), refused.getMessage());
    }
  }

  /**
   * Analyses one of several sweeps; its rows are chosen from the keys of all, which it need not
   * have.
   *
   * @param shown what all are compared by
   */
  private SweepAnalysis analysis(
      SweepResults one, SweepResults together, Optional<ComparedKey> shown) {
    return SweepAnalysis.of(
        one.comparedBy(comparison(one, shown)),
        tableChoice.request().options(together.trials().values()));
  }

  /**
   * What the files of one of several sweeps compare: what it does by itself, unless the user names
   * another key, or a baseline that is one of its sides.
   */
  private Optional<ComparedKey> comparison(SweepResults one, Optional<ComparedKey> shown) {
    TableRequest request = tableChoice.request();
    if (request.compare().isPresent()) {
      return one.comparedBeside(shown);
    }
    return shown
        .filter(key -> request.baseline().isPresent())
        .flatMap(key -> one.compared().flatMap(own -> withBaseline(own, key)))
        .or(one::compared);
  }

  private static Optional<ComparedKey> withBaseline(ComparedKey own, ComparedKey shown) {
    return own.path().equals(shown.path()) && own.sides().contains(shown.baseline())
        ? Optional.of(own.withBaseline(shown.baseline()))
        : Optional.empty();
  }

  private static void write(SweepAnalysis analysis, DerivedFiles folder, List<Found> sweeps)
      throws IOException {
    Reports.write(analysis, folder);
    boolean single = sweeps.size() == 1;
    ResultsFolder first = sweeps.get(0).folder();
    Provenance provenance =
        new Provenance(
            BuildIdentity.versionLine(), single ? RunAgain.of(first).script(analysis.all()) : "");
    String source = single ? first.sweepSource().orElse("") : "";
    SavedMaps maps = new SavedMaps(sweeps.stream().map(Found::folder).toList());
    HtmlReport.write(analysis, provenance, source, maps, folder);
  }
}
