package org.kvsweep.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.conf.Configuration;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.cli.text.TextColumns;
import org.kvsweep.report.BestSettings;
import org.kvsweep.report.BestText;
import org.kvsweep.report.ComparisonTable;
import org.kvsweep.report.Outcomes;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.SweepStatus;
import org.kvsweep.report.TableOptions;
import org.kvsweep.report.TextStyle;
import org.kvsweep.results.FoundSweeps;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.ResultsRoot;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.settings.Count;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.PlainText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the sweeps below a folder, or the trials in one. */
@Command(
    name = "list",
    description = {
      "Lists the sweeps below a folder: whether they run, how many trials have ended and failed,"
          + " when the last one ended, and what is best in each task.",
      "Of a results folder, lists the trials with their ids, which log, stop and rm ask for."
    },
    footer = {
      "  kvsweep list results",
      "  kvsweep list results/quickstart",
      "  kvsweep list hdfs:///results"
    })
final class ListCommand implements Callable<Integer> {
  private static final String NONE = "-";
  private static final List<String> COLUMNS =
      List.of("sweep", "state", "ended", "failed", "last", "best");

  /** The most links that are named; more are counted. */
  private static final int NAMED_LINKS = 4;

  /** The columns that a narrow terminal goes without, the first first. */
  private static final List<String> LEFT_OUT = List.of("last", "failed");

  /** The characters that it takes to say what is best in one task, with one of its settings. */
  private static final int ROOM_FOR_BEST = 32;

  private final Supplier<TaskCatalog> tasks;
  private final Map<String, String> environment;
  private final Clock clock;

  @Spec private CommandSpec spec;

  @Mixin private RootParameter root;

  ListCommand(Supplier<TaskCatalog> tasks, Map<String, String> environment, Clock clock) {
    this.tasks = tasks;
    this.environment = environment;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = new Configuration();
    Optional<ResultsFolder> results = ResultsFolder.find(root.place(), hadoop);
    if (results.isPresent()) {
      print(TrialList.in(results.get(), tasks.get(), clock.instant()).lines(width()));
    } else {
      FoundSweeps found = ResultsRoot.at(root.place(), hadoop).look();
      print(sweeps(found));
      PrintWriter err = spec.commandLine().getErr();
      notFollowed(found.linksOut()).ifPresent(err::println);
      if (!found.whole()) {
        err.println(
            PlainText.oneLine(
                "Looked into the first %,d folders below %s only; name one further down"
                    .formatted(ResultsRoot.MOST_FOLDERS, root.place())));
      }
    }
    return ExitCode.OK;
  }

  private void print(List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    TextStyle style = style();
    int width = width();
    lines.forEach(line -> out.println(StringUtils.abbreviate(line, style.ellipsis(), width)));
    out.flush();
  }

  /** Returns the characters of a line; without end where a program may read the columns. */
  private int width() {
    return audience().terminal() || environment.containsKey("COLUMNS")
        ? style().width()
        : Integer.MAX_VALUE;
  }

  private TextStyle style() {
    return audience().style();
  }

  private OutputTerminal audience() {
    return OutputTerminal.of(spec, environment);
  }

  /** {@code 1 link leads out of results and is not followed: shared}; empty for no link. */
  private Optional<String> notFollowed(List<String> links) {
    if (links.isEmpty()) {
      return Optional.empty();
    }
    int more = links.size() - NAMED_LINKS;
    return Optional.of(
        PlainText.oneLine(
            "%s %s out of %s and %s not followed: %s%s"
                .formatted(
                    Count.of(links.size(), "link"),
                    Count.word(links.size(), "leads", "lead"),
                    root.place(),
                    Count.word(links.size(), "is", "are"),
                    String.join(", ", links.subList(0, Math.min(NAMED_LINKS, links.size()))),
                    more > 0 ? " and %d more".formatted(more) : "")));
  }

  private List<String> sweeps(FoundSweeps found) {
    TaskCatalog catalog = tasks.get();
    if (found.names().isEmpty()) {
      return List.of(PlainText.oneLine("No sweeps below " + root.place() + "."));
    }
    List<List<String>> rows =
        found.names().stream().map(name -> row(found, name, catalog)).toList();
    List<String> columns = new ArrayList<>(COLUMNS);
    for (String column : LEFT_OUT) {
      if (widthBeforeTheBest(columns, rows) + ROOM_FOR_BEST > width()) {
        columns.remove(column);
      }
    }
    return table(columns, rows);
  }

  private static int widthBeforeTheBest(List<String> columns, List<List<String>> rows) {
    return table(columns.subList(0, columns.size() - 1), rows).stream()
        .mapToInt(String::length)
        .max()
        .orElse(0);
  }

  private static List<String> table(List<String> columns, List<List<String>> rows) {
    TextColumns table = new TextColumns(columns);
    rows.forEach(
        row ->
            table.row(columns.stream().map(column -> row.get(COLUMNS.indexOf(column))).toList()));
    return table.lines();
  }

  /** A sweep that can't be read has its line in the list all the same. */
  private List<String> row(FoundSweeps found, String name, TaskCatalog catalog) {
    String shown = PlainText.oneLine(name);
    try {
      Optional<ResultsFolder> folder = found.sweep(name);
      return folder.isPresent()
          ? row(shown, folder.get(), catalog)
          : List.of(shown, SweepStatus.GONE.label(), NONE, NONE, NONE, "");
    } catch (IOException | RuntimeException unreadable) {
      return List.of(
          shown,
          SweepStatus.UNREADABLE.label(),
          NONE,
          NONE,
          NONE,
          UnexpectedError.line(unreadable));
    }
  }

  private List<String> row(String name, ResultsFolder folder, TaskCatalog catalog)
      throws IOException {
    boolean inUse = folder.inUse(clock.instant()); // before looking: it may end in between
    SweepResults results = SweepResults.in(folder, folder.ended(), catalog, problem -> {});
    Outcomes outcomes = results.outcomes();
    return List.of(
        name,
        SweepStatus.of(outcomes, inUse).label(),
        outcomes.trials() - outcomes.missing() + "/" + outcomes.trials(),
        Integer.toString(outcomes.failed() + outcomes.diverged()),
        last(results),
        BestText.winners(best(results)));
  }

  private static List<BestSettings> best(SweepResults results) {
    return BestSettings.of(results, ComparisonTable.of(results, TableOptions.byTask().byCell()));
  }

  /** Returns how long ago the last trial ended. */
  private String last(SweepResults results) {
    Instant now = clock.instant();
    return results.ended().values().stream()
        .map(TrialRecord::ended)
        .max(Comparator.naturalOrder())
        .map(ended -> ended.isAfter(now) ? Duration.ZERO : Duration.between(ended, now))
        .map(age -> ReadableNumbers.duration(age) + " ago")
        .orElse(NONE);
  }
}
