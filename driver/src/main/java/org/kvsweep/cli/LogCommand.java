package org.kvsweep.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.cli.text.TextColumns;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.Stage;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what became of a trial. */
@Command(
    name = "log",
    description = {
      "Shows what became of a trial: its settings, where and when it ran, how it ended, its"
          + " measurements in a few lines, and the whole message with its stack trace if it failed."
    },
    footer = {
      "  kvsweep log results/quickstart/3fa2",
      "  kvsweep log s3a://bucket/quickstart/3fa2"
    })
final class LogCommand implements Callable<Integer> {
  /** The most measurements that are shown; a page is enough to see how a curve goes. */
  private static final int POINTS = 12;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private final Supplier<TaskCatalog> tasks;
  private final Map<String, String> environment;
  private final Clock clock;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RESULTS/TRIAL", description = TrialPlace.TRIAL)
  private String given;

  LogCommand(Supplier<TaskCatalog> tasks, Map<String, String> environment, Clock clock) {
    this.tasks = tasks;
    this.environment = environment;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    try {
      TrialPlace place = TrialPlace.of(given, new Configuration());
      ResultsFolder folder = place.folder();
      Optional<SweepSpec> saved = SweepResults.sweepIn(folder, tasks.get(), problem -> {});
      EndedTrials ended = place.ended(saved);
      SweepResults sweep = SweepResults.in(folder, saved, ended);
      Set<TrialId> all = new TreeSet<>(sweep.trials().keySet());
      all.addAll(ended.trials().keySet());
      Function<TrialId, Optional<TrialRecord>> records =
          id -> Optional.ofNullable(sweep.ended().getOrDefault(id, ended.trials().get(id)));
      Function<TrialSpec, String> labels = TrialLabel.ofTrials(saved, ended.specs());
      TrialId id =
          place.among(
              all,
              one ->
                  records
                      .apply(one)
                      .map(trial -> TrialChoice.of(trial, labels))
                      .orElseGet(
                          () -> new TrialChoice(one, labels.apply(sweep.trials().get(one)))));
      TrialRecord record = records.apply(id).orElse(null);
      TrialSpec trial = record == null ? sweep.trials().get(id) : record.spec();
      List<String> lines = heading(id, trial, labels.apply(trial));
      if (record == null) {
        lines.addAll(open(id, sweep, folder));
      } else {
        trainedAgain(id, folder).ifPresent(lines::add);
        lines.addAll(ended(record, sweep.purpose(id)));
      }
      print(lines);
      return ExitCode.OK;
    } catch (IllegalArgumentException unknown) {
      throw new ParameterException(spec.commandLine(), unknown.getMessage(), unknown);
    }
  }

  private void print(List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(line -> out.println(PlainText.lines(line)));
    out.flush();
  }

  private List<String> open(TrialId id, SweepResults sweep, ResultsFolder folder)
      throws IOException {
    return List.of(
        sweep.setAside().contains(id)
            ? "set aside until enough others have come as far"
            : folder.inUse(clock.instant())
                ? "has not ended; the sweep runs"
                : "has not ended; the next run trains it");
  }

  /** Returns that a trial that has ended runs again; empty if it does not. */
  private Optional<String> trainedAgain(TrialId id, ResultsFolder folder) throws IOException {
    return Optional.ofNullable(folder.running(clock.instant()).byId().get(id))
        .map(now -> "is trained again now, %d %%; before, it ended so:".formatted(now.percent()));
  }

  private List<String> ended(TrialRecord record, Stage.Purpose purpose) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s in %s%s, attempt %d"
            .formatted(
                record.outcome().status().label(),
                ReadableNumbers.duration(Duration.between(record.started(), record.ended())),
                TrialText.metric(record.outcome().run()),
                record.attempt()));
    lines.add(
        "on %s, from %s to %s"
            .formatted(
                TrialText.oneLine(record.place()),
                TIME.format(record.started().atZone(clock.getZone())),
                TIME.format(record.ended().atZone(clock.getZone()))));
    switch (purpose) {
      case COMPARISON -> {}
      case TUNING ->
          lines.add(
              "purpose: tuning; its test data are not shown, since only confirmations may be");
      case CONFIRMATION -> lines.add("purpose: confirmation");
    }
    TrialText.lostModel(record.outcome().run())
        .ifPresent(why -> lines.add("model not saved: " + why));
    record.log().ifPresent(log -> lines.add("log: " + TrialText.oneLine(log)));
    lines.addAll(curve(record.outcome().run().metrics()));
    record.cause().ifPresent(cause -> lines.addAll(List.of("", cause)));
    record
        .outcome()
        .failure()
        .filter(failed -> !failed.details().isBlank())
        .ifPresent(failed -> lines.add(failed.details().strip()));
    return lines;
  }

  private List<String> heading(TrialId id, TrialSpec trial, String label) {
    OutputTerminal audience = OutputTerminal.of(spec, environment);
    List<String> lines = new ArrayList<>(List.of("%s: %s".formatted(id, PlainText.oneLine(label))));
    trial
        .sections()
        .forEach(
            (section, settings) ->
                lines.addAll(audience.sentence("  " + section + ": " + words(settings))));
    return lines;
  }

  private static String words(Settings settings) {
    return settings.values().entrySet().stream()
        .filter(entry -> !Settings.text(entry.getValue()).isEmpty())
        .map(entry -> entry.getKey() + " " + Settings.text(entry.getValue()))
        .map(PlainText::oneLine)
        .collect(Collectors.joining(", "));
  }

  /** A table of the measurements, evenly thinned out, with the first and the last. */
  private static List<String> curve(List<EpochMetrics> metrics) {
    if (metrics.isEmpty()) {
      return List.of();
    }
    Set<String> names = new TreeSet<>();
    metrics.forEach(point -> names.addAll(point.values().keySet()));
    Set<String> counts = new TreeSet<>(names);
    counts.removeIf(name -> !isCount(name, metrics));
    List<String> header = new ArrayList<>(List.of("epoch", "step", "time"));
    names.stream().map(PlainText::oneLine).forEach(header::add);
    TextColumns table = new TextColumns(header);
    int shown = Math.min(POINTS, metrics.size());
    for (int i = 0; i < shown; i++) {
      int at = shown == 1 ? 0 : (int) ((long) i * (metrics.size() - 1) / (shown - 1));
      EpochMetrics point = metrics.get(at);
      List<String> cells =
          new ArrayList<>(
              List.of(
                  ReadableNumbers.count(point.epoch()),
                  ReadableNumbers.count(point.step()),
                  ReadableNumbers.duration(point.seconds())));
      names.forEach(name -> cells.add(cell(point.values().get(name), counts.contains(name))));
      table.row(cells);
    }
    List<String> lines = new ArrayList<>(List.of(""));
    lines.addAll(table.lines());
    return lines;
  }

  private static String cell(Double value, boolean count) {
    if (value == null) {
      return "";
    }
    return count ? ReadableNumbers.count(value.longValue()) : ReadableNumbers.measurement(value);
  }

  /** Returns whether a metric counts something, such as steps: an accuracy can be 0 and 1 too. */
  private static boolean isCount(String name, List<EpochMetrics> metrics) {
    List<Double> values =
        metrics.stream().map(point -> point.values().get(name)).filter(Objects::nonNull).toList();
    return values.stream().allMatch(value -> value == value.longValue())
        && values.stream().anyMatch(value -> value > 1);
  }
}
