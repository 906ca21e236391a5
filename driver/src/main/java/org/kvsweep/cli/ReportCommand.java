package org.kvsweep.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.report.ComparisonTable;
import org.kvsweep.report.Reports;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.TableOptions;
import org.kvsweep.report.TextTable;
import org.kvsweep.report.html.HtmlReport;
import org.kvsweep.report.html.Provenance;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.sweep.SweepFile;
import org.kvsweep.sweep.SweepFileException;
import org.kvsweep.task.TaskCatalog;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes tables from results again. */
@Command(
    name = "report",
    description = {
      "Makes the tables of results folders again, from the trials in them, and shows the comparison;"
          + " that of several folders together. Also while a sweep runs."
    },
    footer = {
      "  kvsweep report results/quickstart",
      "  kvsweep report results/quickstart --by-cell --metric validation-loss",
      "  kvsweep report results/paper-reverse results/paper-swap --by model.depth"
    })
final class ReportCommand implements Callable<Integer> {
  private final Supplier<TaskCatalog> tasks;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "Results folders.")
  private List<String> folders;

  @Mixin private TableChoice tableChoice;

  ReportCommand(Supplier<TaskCatalog> tasks, Map<String, String> environment) {
    this.tasks = tasks;
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    TableOptions options = tableChoice.options();
    Map<ResultsFolder, SweepResults> found = new LinkedHashMap<>();
    for (String place : folders) {
      ResultsFolder folder = ResultsFolder.at(place, new Configuration());
      found.put(folder, results(folder));
    }
    SweepResults together = together(List.copyOf(found.values()));
    try {
      tableChoice.checkFor(together);
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(spec.commandLine(), refused.getMessage());
    }
    for (Map.Entry<ResultsFolder, SweepResults> one : found.entrySet()) {
      SweepAnalysis analysis = Reports.write(one.getValue(), options, one.getKey());
      HtmlReport.write(
          analysis, new Provenance(new Version().line(), "kvsweep run sweep.yaml"), one.getKey());
    }
    ComparisonTable table = ComparisonTable.of(together, options);
    Audience audience = Audience.of(spec, environment);
    spec.commandLine().getOut().print(TextTable.write(table, audience.style()));
    for (ResultsFolder folder : found.keySet()) {
      KeptModels.line(folder).ifPresent(spec.commandLine().getOut()::println);
    }
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private static SweepResults together(List<SweepResults> found) {
    String name = String.join(" and ", found.stream().map(SweepResults::name).toList());
    return found.size() == 1 ? found.get(0) : SweepResults.together(name, found);
  }

  /** As the sweep file in the folder has it, or all there is where that can't be read any more. */
  private SweepResults results(ResultsFolder folder) throws IOException {
    EndedTrials ended = folder.ended();
    Optional<String> source = folder.sweepSource();
    if (source.isPresent()) {
      try {
        return SweepResults.of(
            SweepFile.parse(source.get(), folder.location() + "/sweep.yaml", tasks.get()), ended);
      } catch (SweepFileException changed) {
        spec.commandLine().getErr().println(changed.getMessage());
      }
    }
    return SweepResults.of(folder.location(), ended);
  }
}
