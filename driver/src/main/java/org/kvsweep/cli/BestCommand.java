package org.kvsweep.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.report.BestSettings;
import org.kvsweep.report.BestText;
import org.kvsweep.report.ShellWords;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.sweep.Stage;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.sweep.file.SweepOfCells;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.ProgramName;
import org.kvsweep.trial.TrialSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Names the best settings of a sweep. */
@Command(
    name = "best",
    description = {
      "Shows the settings with the best mean over seeds, for each value of the compared key in each"
          + " task; where nothing is compared, for each task. Lists in the file's task make tasks of"
          + " their own: the best is never that of the easiest. --yaml"
          + " prints a sweep file that trains just these instead.",
      "The best of many means is too good by chance: run that file with new --seeds to confirm it."
    },
    footer = {
      "  kvsweep best results/rates",
      "  kvsweep best results/rates --metric validation-loss --filter task=reverse",
      "  kvsweep best results/rates --filter attention=kv --yaml >best.yaml",
      "  kvsweep best results/rates --compare depth",
      "  kvsweep run best.yaml --seeds 10,11,12"
    })
final class BestCommand implements Callable<Integer> {
  /** What is left of a long name, so that there is room for what is added. */
  private static final int NAME_LENGTH = 80;

  private final Supplier<TaskCatalog> tasks;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RESULTS", description = "A results folder.")
  private String folder;

  @Mixin private FilterOption filter;

  @Mixin private ComparisonOption comparison;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description =
          "Metric that decides, such as validation-loss (default: the test metric if there is"
              + " one).")
  private String metric;

  @Option(names = "--yaml", description = "Print a sweep file that trains just these settings.")
  private boolean yaml;

  BestCommand(Supplier<TaskCatalog> tasks, Map<String, String> environment) {
    this.tasks = tasks;
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    ResultsFolder results = ResultsFolder.at(folder, new Configuration());
    TaskCatalog catalog = tasks.get();
    SweepResults found = SweepResults.in(results, results.ended(), catalog, this::warn);
    SweepAnalysis analysis = analysis(found);
    List<BestSettings> best = BestSettings.of(analysis);
    if (best.isEmpty()) {
      warn(none(analysis.all(), results));
      return ExitCode.TROUBLE;
    }
    PrintWriter out = spec.commandLine().getOut();
    if (yaml) {
      out.print(sweep(best, analysis.results(), results, catalog));
    } else {
      BestText.lines(best, OutputTerminal.of(spec, environment).style()).forEach(out::println);
    }
    out.flush();
    return ExitCode.OK;
  }

  /** Says why there is no best; settings that are only chosen are no result. */
  private static String none(SweepResults found, ResultsFolder results) {
    boolean chosen =
        found.ended().values().stream()
            .filter(record -> record.outcome().completed())
            .anyMatch(record -> found.purpose(record.id()) == Stage.Purpose.TUNING);
    if (!chosen) {
      return "No trial of %s has completed yet.".formatted(results.location());
    }
    boolean confirms = found.tuning().filter(tuning -> tuning.seeds() > 0).isPresent();
    return (confirms
            ? "No confirmation of %s has completed yet; '%s report %s' shows what was chosen so far."
            : "No trial of %s confirms what tuning chose, since its file has no confirm; '%s report %s' shows it.")
        .formatted(
            results.location(), ProgramName.ofThisProcess(), ShellWords.quoted(results.location()));
  }

  private SweepAnalysis analysis(SweepResults found) {
    try {
      return filter.request(metric, comparison.key()).analysis(found, tasks.get());
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(spec.commandLine(), refused.getMessage(), refused);
    }
  }

  private String sweep(
      List<BestSettings> best, SweepResults found, ResultsFolder results, TaskCatalog catalog)
      throws IOException {
    Set<TrialSpec> trials = new LinkedHashSet<>();
    best.forEach(one -> trials.addAll(planned(one, found)));
    Set<String> sides = best.stream().map(BestSettings::side).collect(Collectors.toSet());
    String suffixes =
        found.compared().stream()
            .flatMap(key -> key.sides().stream())
            .map(side -> Pattern.quote("-" + fileName(side)))
            .collect(Collectors.joining("|"));
    String name =
        StringUtils.left(fileName(found.name()), NAME_LENGTH)
            .replaceFirst("^[.]+", "")
            .replaceFirst("-best(" + suffixes + ")?$", "");
    String side = sides.size() == 1 ? suffix(found, sides.iterator().next()) : "";
    try {
      return SweepOfCells.text(
          StringUtils.left(name + "-best" + side, SweepFile.LONGEST_NAME),
          "The best settings of " + PlainText.oneLine(found.name()) + " by " + metrics(best, found),
          trials,
          found.compared(),
          results.sweepSource().orElse(""),
          catalog);
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(
          spec.commandLine(), refused.getMessage() + choices(best, found), refused);
    }
  }

  private static String suffix(SweepResults found, String side) {
    return found.compared().map(key -> "-" + fileName(side)).orElse("");
  }

  private static String fileName(String text) {
    return text.replaceAll("[^A-Za-z0-9._-]+", "-");
  }

  /** All trials of the cell, completed or not. */
  private static List<TrialSpec> planned(BestSettings best, SweepResults found) {
    TrialSpec cell = best.spec().withSeed(0);
    return found.trials().values().stream()
        .filter(trial -> trial.withSeed(0).equals(cell))
        .toList();
  }

  /**
   * Returns what chose the settings: confirmed ones were chosen before, by the metric of tuning.
   */
  private static String metrics(List<BestSettings> best, SweepResults found) {
    Optional<String> tuned =
        found
            .tuning()
            .filter(tuning -> tuning.seeds() > 0)
            .map(tuning -> tuning.objective().metric());
    return best.stream()
        .map(one -> tuned.filter(metric -> one.cells() == 1).orElse(one.metric().name()))
        .distinct()
        .map(PlainText::oneLine)
        .collect(Collectors.joining(" and "));
  }

  /** Commands that write a sweep of the best of one task and side each, as the end of a message. */
  private String choices(List<BestSettings> best, SweepResults found) {
    if (best.size() < 2) {
      return "";
    }
    List<String> lines = new ArrayList<>(List.of("; choose one of them:"));
    for (BestSettings one : best) {
      List<String> filters = new ArrayList<>(filter.given());
      filters.add("task=" + one.spec().taskName());
      one.taskValues().forEach((path, value) -> filters.add(path + "=" + value));
      found.compared().ifPresent(key -> filters.add(key.path() + "=" + one.side()));
      lines.add(
          "  kvsweep best %s --yaml%s%s%s"
              .formatted(
                  ShellWords.quoted(folder),
                  comparison.key().map(key -> " --compare " + ShellWords.quoted(key)).orElse(""),
                  metric == null ? "" : " --metric " + ShellWords.quoted(metric),
                  filters.stream()
                      .map(given -> " --filter " + ShellWords.quoted(given))
                      .collect(Collectors.joining())));
    }
    return String.join("\n", lines);
  }

  private void warn(String message) {
    spec.commandLine().getErr().println(PlainText.lines(message));
  }
}
