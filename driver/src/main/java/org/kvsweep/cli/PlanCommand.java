package org.kvsweep.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.sweep.DataProblem;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a sweep will take. */
@Command(
    name = "plan",
    description = {
      "Checks a sweep file and its data, and shows its cells with their parameters, floating-point"
          + " operations, memory and estimated time. Trains nothing and does not start Spark."
    },
    footer = {
      "  kvsweep plan sweeps/quickstart.yaml",
      "  kvsweep plan sweeps/paper/reverse.yaml --slots 64 --gflops 40"
    })
final class PlanCommand implements Callable<Integer> {
  private static final int SHOWN_CELLS = 100;

  private final Supplier<TaskCatalog> tasks;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A sweep file.")
  private Path file;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Trials that run side by side (default: one per core of this machine).")
  private Integer slots;

  @Option(
      names = "--gflops",
      paramLabel = "X",
      description =
          "Assumed speed of a slot, in billions of floating-point operations per second (default:"
              + " the usual speed of one server core with models of that size).")
  private Double gflops;

  @Option(names = "--all", description = "Show every cell, however many there are.")
  private boolean all;

  @Mixin private DataFolderOption dataFolder;

  PlanCommand(Supplier<TaskCatalog> tasks, Map<String, String> environment) {
    this.tasks = tasks;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    int side = slots == null ? Runtime.getRuntime().availableProcessors() : slots;
    OptionChecks.require(spec, side >= 1, "--slots", "at least 1", side);
    OptionChecks.require(
        spec,
        gflops == null || (gflops > 0 && Double.isFinite(gflops)),
        "--gflops",
        "more than 0",
        gflops);
    Speed speed =
        new Speed(gflops == null ? OptionalDouble.empty() : OptionalDouble.of(gflops * 1e9));
    SweepSpec sweep = SweepFile.read(file, tasks.get());
    DataCheck check = new DataCheck(spec, tasks.get(), file, dataFolder.path(environment));
    SweepData data = check.read(sweep);
    PrintWriter out = spec.commandLine().getOut();
    new PlanTable(
            sweep.withCosts(data.costs()),
            estimated(sweep, data),
            side,
            speed,
            all ? Integer.MAX_VALUE : SHOWN_CELLS,
            OutputTerminal.of(spec, environment).width())
        .lines()
        .forEach(line -> out.println(PlainText.oneLine(line)));
    out.flush();
    // A plan needs no data, so it is shown in any case; what can be fetched is only mentioned.
    check.mention(data);
    boolean found = !data.has(DataProblem.Kind.MISSING) && !data.has(DataProblem.Kind.UNFIT);
    return found ? ExitCode.OK : ExitCode.USAGE;
  }

  /** Returns the trials whose cost only data tell that could not be read. */
  private Set<TrialId> estimated(SweepSpec sweep, SweepData data) {
    TaskCatalog catalog = tasks.get();
    return sweep.trials().stream()
        .filter(trial -> !data.costs().containsKey(trial.id()))
        .filter(trial -> catalog.provider(trial.spec().taskName()).estimatesCost(trial.spec()))
        .map(PlannedTrial::id)
        .collect(Collectors.toSet());
  }
}
