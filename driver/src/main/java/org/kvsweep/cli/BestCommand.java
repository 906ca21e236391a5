package org.kvsweep.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.file.SweepOfCells;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.PlainText;
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
      "Shows the settings with the best mean over seeds, for each attention in each task. --yaml"
          + " prints a sweep file that trains just these instead.",
      "The best of many means is too good by chance: run that file with new --seeds to confirm it."
    },
    footer = {
      "  kvsweep best results/rates",
      "  kvsweep best results/rates --metric validation-loss --filter task=reverse",
      "  kvsweep best results/rates --filter attention=kv --yaml >best.yaml",
      "  kvsweep run best.yaml --seeds 10,11,12"
    })
final class BestCommand implements Callable<Integer> {
  /** The longest name of a sweep is longer than this by what is added to it. */
  private static final int NAME_LENGTH = 80;

  private final Supplier<TaskCatalog> tasks;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RESULTS", description = "A results folder.")
  private String folder;

  @Mixin private FilterOption filter;

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
      warn("No trial of %s has completed yet.".formatted(results.location()));
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

  private SweepAnalysis analysis(SweepResults found) {
    try {
      return filter.request(metric).analysis(found);
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(spec.commandLine(), refused.getMessage(), refused);
    }
  }

  private String sweep(
      List<BestSettings> best, SweepResults found, ResultsFolder results, TaskCatalog catalog)
      throws IOException {
    Set<TrialSpec> trials = new LinkedHashSet<>();
    best.forEach(one -> trials.addAll(planned(one, found)));
    Set<String> attentions =
        best.stream().map(one -> one.attention().label()).collect(Collectors.toSet());
    String name =
        StringUtils.left(found.name().replaceAll("[^A-Za-z0-9._-]+", "-"), NAME_LENGTH)
            .replaceFirst("^[.]+", "")
            .replaceFirst("-best(-(qkv|kv|kv-pos))?$", "");
    try {
      return SweepOfCells.text(
          name + "-best" + (attentions.size() == 1 ? "-" + attentions.iterator().next() : ""),
          "The best settings of " + PlainText.oneLine(found.name()) + " by " + metrics(best),
          trials,
          ComparedKey.attentionOf(trials),
          results.sweepSource().orElse(""),
          catalog);
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(
          spec.commandLine(), refused.getMessage() + choices(best), refused);
    }
  }

  /** All trials of the cell, completed or not. */
  private static List<TrialSpec> planned(BestSettings best, SweepResults found) {
    TrialSpec cell = best.spec().withSeed(0);
    return found.trials().values().stream()
        .filter(trial -> trial.withSeed(0).equals(cell))
        .toList();
  }

  private static String metrics(List<BestSettings> best) {
    return best.stream()
        .map(one -> one.metric().name())
        .distinct()
        .map(PlainText::oneLine)
        .collect(Collectors.joining(" and "));
  }

  /** Commands that write a sweep of one cell each, as the end of a message. */
  private String choices(List<BestSettings> best) {
    if (best.size() < 2) {
      return "";
    }
    List<String> lines = new ArrayList<>(List.of("; choose one of them:"));
    for (BestSettings one : best) {
      lines.add(
          "  kvsweep best %s --yaml --filter %s --filter attention=%s"
              .formatted(
                  ShellWords.quoted(folder),
                  ShellWords.quoted("task=" + one.task()),
                  one.attention().label()));
    }
    return String.join("\n", lines);
  }

  private void warn(String message) {
    spec.commandLine().getErr().println(PlainText.lines(message));
  }
}
