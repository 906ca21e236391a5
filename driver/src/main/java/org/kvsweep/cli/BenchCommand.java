package org.kvsweep.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.kernel.Precision;
import org.kvsweep.kernel.cpu.UnusedVectors;
import org.kvsweep.settings.Count;
import org.kvsweep.speed.MeasuredSpeeds;
import org.kvsweep.speed.SpeedFile;
import org.kvsweep.speed.SpeedMeter;
import org.kvsweep.speed.StepShape;
import org.kvsweep.speed.StepSpeed;
import org.kvsweep.speed.StepTime;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TaskData;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures how fast this machine trains the trials of a sweep. */
@Command(
    name = "bench",
    description = {
      "Measures on this machine how long a training step of each kind of trial in a sweep takes,"
          + " alone and beside another one, and what share that is of the fastest that a core"
          + " multiplies matrices. Writes no results and does not start Spark.",
      "Cells whose steps do the same work are measured once. kvsweep plan uses what was measured,"
          + " on this machine and with this build."
    },
    footer = {
      "  kvsweep bench sweeps/quickstart.yaml",
      "  kvsweep bench sweeps/quickstart.yaml \\",
      "      --set 'training.precision=[float, bfloat16]'",
      "  kvsweep bench sweeps/quickstart.yaml --seconds 10 --json >speed.json"
    })
final class BenchCommand implements Callable<Integer> {
  private final Supplier<TaskCatalog> tasks;
  private final Map<String, String> environment;
  private final Clock clock;
  private final ToDoubleFunction<Precision> peak;
  private final String cpu;
  private final int cores;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Set<BenchCell> disturbed = new HashSet<>();
  private boolean trouble;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A sweep file.")
  private Path file;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "3",
      description =
          "Seconds for which steps are timed, after a warm-up as long (default:"
              + " ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--json", description = "Print all figures as JSON, unrounded.")
  private boolean json;

  @Mixin private DataFolderOption data;
  @Mixin private ChangeOptions changes;

  /**
   * The command.
   *
   * @param peak measures the operations a second of large products
   * @param cpu the model of this machine's
   * @param cores of this machine
   */
  BenchCommand(
      Supplier<TaskCatalog> tasks,
      Map<String, String> environment,
      Clock clock,
      ToDoubleFunction<Precision> peak,
      String cpu,
      int cores) {
    this.tasks = tasks;
    this.environment = environment;
    this.clock = clock;
    this.peak = peak;
    this.cpu = cpu;
    this.cores = cores;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    OptionChecks.require(
        spec, seconds > 0 && seconds <= 3600, "--seconds", "more than 0, at most 3600", seconds);
    TaskCatalog catalog = tasks.get();
    SweepSpec read = SweepFile.read(file, catalog, changes.checked(spec, catalog));
    SweepData found = checkedData(read, catalog);
    SweepSpec sweep = read.withCosts(found.costs());
    UnusedVectors.warning().ifPresent(this::say);
    List<BenchCell> cells = BenchCell.of(sweep);
    say(
        "Measuring %s%s: about %s. Ctrl-C ends it and shows what there is."
            .formatted(
                Count.of(cells.size(), "kind") + " of steps",
                cores > 1 ? ", alone and two side by side" : "",
                ReadableNumbers.duration(estimatedSeconds(cells))));
    try (TakenSignals signals = new TakenSignals()) {
      signals.take("INT", this::stop);
      Map<Precision, Double> peaks = new EnumMap<>(Precision.class);
      Map<BenchCell, StepSpeed> speeds = measure(sweep, cells, found, peaks);
      show(new BenchTable(sweep, speeds, cpu, peaks, cores));
      if (!disturbed.isEmpty()) {
        say(
            "Other work took time of the cores, so %s of %s %s not kept: measure on a quiet machine."
                .formatted(
                    disturbed.size(),
                    Count.of(speeds.size(), "figure"),
                    Count.word(disturbed.size(), "is", "are")));
        speeds.keySet().removeAll(disturbed);
      }
      keep(speeds);
      return stopped.get() ? ExitCode.INTERRUPTED : trouble ? ExitCode.TROUBLE : ExitCode.OK;
    }
  }

  private void stop() {
    if (stopped.getAndSet(true)) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }
    say("Stopping after this step. Interrupt again to stop at once.");
  }

  private SweepData checkedData(SweepSpec sweep, TaskCatalog catalog) {
    DataCheck check = new DataCheck(spec, catalog, file, data.folder(environment));
    SweepData found = check.read(sweep);
    check.refuse(found);
    return found;
  }

  /** Guesses from the usual speed how long all will take. */
  private double estimatedSeconds(List<BenchCell> cells) {
    double total = 0;
    for (BenchCell cell : cells) {
      double step = Speed.ASSUMED.stepSeconds(cell.trial());
      total += SpeedMeter.seconds(step, timed(), cores > 1);
    }
    return total + 3 * cells.stream().map(BenchCell::precision).distinct().count();
  }

  private Duration timed() {
    return Duration.ofMillis(Math.max(1, Math.round(seconds * 1000)));
  }

  /** Measures the cells, and the peaks of their precisions. */
  private Map<BenchCell, StepSpeed> measure(
      SweepSpec sweep, List<BenchCell> cells, SweepData found, Map<Precision, Double> peaks)
      throws InterruptedException {
    Map<BenchCell, StepSpeed> speeds = new LinkedHashMap<>();
    TrialLabel label = new TrialLabel(sweep);
    try (SpeedMeter meter =
        new SpeedMeter(
            tasks.get().engines(),
            trial -> found.of(trial).map(TaskData::folder).orElse(data.path(environment)),
            timed(),
            stopped::get)) {
      for (int i = 0; i < cells.size() && !stopped.get(); i++) {
        BenchCell cell = cells.get(i);
        String name =
            "%s (%d of %d)".formatted(label.ofCell(cell.trial().spec()), i + 1, cells.size());
        peaks.computeIfAbsent(cell.precision(), peak::applyAsDouble);
        try {
          Optional<StepSpeed> speed = measured(meter, cell);
          speed.ifPresent(one -> speeds.put(cell, one));
          speed.ifPresent(one -> say(name + ": " + BenchTable.time(one.seconds()) + " a step"));
        } catch (IOException e) {
          trouble = true;
          say("Cannot measure %s: %s".formatted(name, e.getMessage()));
        }
      }
    }
    return speeds;
  }

  private Optional<StepSpeed> measured(SpeedMeter meter, BenchCell cell)
      throws IOException, InterruptedException {
    TrialSpec trial = cell.trial().spec();
    Optional<StepTime> alone = meter.alone(trial);
    Optional<StepTime> pair = cores > 1 ? meter.sideBySide(trial) : Optional.empty();
    if (alone.isEmpty() || (cores > 1 && pair.isEmpty())) {
      return Optional.empty();
    }
    if (Stream.of(alone, pair).flatMap(Optional::stream).anyMatch(StepTime::disturbed)) {
      disturbed.add(cell);
    }
    OptionalDouble beside = pair.stream().mapToDouble(StepTime::seconds).findFirst();
    return Optional.of(new StepSpeed(alone.get().seconds(), beside, Instant.now(clock)));
  }

  private void show(BenchTable table) {
    PrintWriter out = spec.commandLine().getOut();
    int width = OutputTerminal.of(spec, environment).width();
    if (json) {
      out.println(table.json());
    } else {
      table.lines(width).forEach(line -> out.println(PlainText.oneLine(line)));
    }
    out.flush();
  }

  private void keep(Map<BenchCell, StepSpeed> speeds) {
    if (speeds.isEmpty()) {
      return;
    }
    Map<StepShape, StepSpeed> byShape = new LinkedHashMap<>();
    speeds.forEach((cell, speed) -> byShape.put(StepShape.of(cell.trial()), speed));
    SpeedFile kept = MeasuredHere.file(environment);
    try {
      kept.add(new MeasuredSpeeds(byShape));
      say("Kept for kvsweep plan in " + kept.path());
    } catch (IOException e) {
      say("Cannot keep it for kvsweep plan: " + UnexpectedError.line(e));
    }
  }

  private void say(String line) {
    spec.commandLine().getErr().println(PlainText.oneLine(line));
    spec.commandLine().getErr().flush();
  }
}
