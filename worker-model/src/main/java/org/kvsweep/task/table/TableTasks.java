package org.kvsweep.task.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.kvsweep.model.ModelCost;
import org.kvsweep.plan.Budget;
import org.kvsweep.plan.KeepBest;
import org.kvsweep.plan.Optimizer;
import org.kvsweep.plan.Schedule;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.settings.Conflict;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Schema;
import org.kvsweep.task.Examples;
import org.kvsweep.task.MetricNames;
import org.kvsweep.task.Target;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.task.data.TextFile;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialSpec;

/**
 * The tasks {@code table} and {@code table-network}: the rows of a CSV or Parquet file, learnt by a
 * multilayer perceptron or by the network of a file in Deeplearning4j's JSON.
 */
public final class TableTasks implements TaskProvider {
  /** The task with a network whose sizes are keys. */
  public static final String TABLE = "table";

  /** The task with a network from a file. */
  public static final String TABLE_NETWORK = "table-network";

  private static final String NETWORK = "network";
  private static final Set<String> NAMES = new LinkedHashSet<>(List.of(TABLE, TABLE_NETWORK));

  private static final TrainingPlan DEFAULTS =
      new TrainingPlan(
          Budget.epochs(50),
          32,
          Optimizer.adam(1e-3),
          new Schedule.Constant(0),
          0,
          0,
          KeepBest.LOSS);

  /** The columns of the table that a plan without one reckons with. */
  private static final int PLANNED_INPUTS = 32;

  private static final int PLANNED_ROWS = 1000;

  @Override
  public Set<String> names() {
    return NAMES;
  }

  private static boolean fromFile(String name) {
    return name.equals(TABLE_NETWORK);
  }

  @Override
  public Schema taskSchema(String name) {
    Schema table = TableRequest.schema();
    return fromFile(name)
        ? table.with(
            Key.text(NETWORK, "", "a network in Deeplearning4j's JSON, in the folder of the table")
                .required())
        : table;
  }

  @Override
  public Schema modelSchema(String name) {
    return fromFile(name) ? NetworkChanges.modelSchema() : TableNetwork.schema();
  }

  @Override
  public Schema trainingSchema(String name) {
    return fromFile(name)
        ? TrainingKeys.ownUpdaterSchema(DEFAULTS).with(NetworkChanges.learningRateKey())
        : TrainingKeys.networkSchema(DEFAULTS);
  }

  @Override
  public Set<String> metrics(String name) {
    return MetricNames.union(MetricNames.ofClasses(), MetricNames.ofNumbers());
  }

  @Override
  public Set<String> metrics(TrialSpec trial) {
    TableRequest request = TableRequest.of(trial.task());
    Set<String> metrics =
        switch (request.predict()) {
          case CLASS -> MetricNames.ofClasses();
          case NUMBER -> MetricNames.ofNumbers();
        };
    metrics =
        request.validationShare() == 0
            ? MetricNames.without(metrics, MetricNames.VALIDATION)
            : metrics;
    return request.testShare() == 0 ? MetricNames.without(metrics, MetricNames.TEST) : metrics;
  }

  @Override
  public List<Conflict> conflicts(TrialSpec spec) {
    TableRequest request = TableRequest.of(spec.task());
    List<Conflict> conflicts = new ArrayList<>();
    if (request.predict() == TableRequest.Predict.NUMBER
        && spec.training().word(TrainingKeys.KEEP_BEST).equals(KeepBest.ACCURACY.label())) {
      conflicts.add(
          new Conflict(
              "training", TrainingKeys.KEEP_BEST, "predictions of numbers have no accuracy"));
    }
    if (request.validationShare() + request.testShare() >= 1) {
      conflicts.add(
          new Conflict(
              "task",
              TableRequest.TEST_SHARE,
              "shares of %s for validation and %s for the test leave no rows to train on"
                  .formatted(request.validationShare(), request.testShare())));
    }
    // How many rows a table has, is known only where it lies.
    conflicts.addAll(TrainingKeys.conflicts(spec.training(), Long.MAX_VALUE));
    return conflicts;
  }

  /** Returns the cost for a small table: that of the real one is known only where it lies. */
  @Override
  public TrialCost cost(TrialSpec spec) {
    TrainingPlan plan = TrainingKeys.plan(spec.training());
    TableNetwork network =
        fromFile(spec.taskName())
            ? TableNetwork.of(TableNetwork.schema().complete(Map.of()))
            : TableNetwork.of(spec.model());
    return ModelCost.of(network.configuration(PLANNED_INPUTS, 2), plan.batchSize())
        .trial(plan.length(plan.plannedExamples(PLANNED_ROWS)).steps());
  }

  @Override
  public boolean estimatesCost(TrialSpec spec) {
    return true;
  }

  @Override
  public Set<String> dataFiles(TrialSpec spec, Path dataFolder) {
    Set<String> files = new LinkedHashSet<>();
    files.add(TextFile.pathOf(dataFolder, spec.task().word(TableRequest.FILE)));
    if (fromFile(spec.taskName())) {
      files.add(TextFile.pathOf(dataFolder, spec.task().word(NETWORK)));
    }
    return files;
  }

  @Override
  public Optional<String> dataKey(TrialSpec spec) {
    return Optional.of(TableRequest.FILE);
  }

  @Override
  public Task create(TrialSpec spec, Path dataFolder) {
    List<DataChecksums> seen = new ArrayList<>();
    TableRequest request = TableRequest.of(spec.task());
    Table table = Table.read(request, TextFile.bytes(dataFolder, request.file(), seen::add));
    TableSplit split = TableSplit.draw(request, table.rows(), spec.seed());
    TableEncoding encoding = new TableEncoding(table, split.train());
    ChosenNetwork network = network(spec, table, dataFolder, seen::add);
    Target target =
        table.classes() > 0
            ? new Target.Classes()
            : new Target.Numbers(encoding.target().deviation());
    return new TableTask(
        spec,
        network.configuration(),
        target,
        examples(encoding, split.train(), table.width(), network.labels()),
        examples(encoding, split.validation(), table.width(), network.labels()),
        examples(encoding, split.test(), table.width(), network.labels()),
        DataChecksums.of(seen),
        new EncodingJson(table, encoding).text(),
        whyWithoutAuc(request, table.classes()));
  }

  private static Optional<String> whyWithoutAuc(TableRequest request, int classes) {
    return classes > 2
        ? Optional.of(
            "it is of two classes, got %d in %s of %s"
                .formatted(classes, request.target(), request.file()))
        : Optional.empty();
  }

  /**
   * The networks of trials on a table.
   *
   * @param configuration a fresh one each time
   * @param labels columns of labels that they take
   */
  private record ChosenNetwork(
      Function<TrialSpec, ComputationGraphConfiguration> configuration, int labels) {}

  private static ChosenNetwork network(
      TrialSpec spec, Table table, Path dataFolder, Consumer<DataChecksums> seen) {
    int inputs = table.width();
    int classes = table.classes();
    if (!fromFile(spec.taskName())) {
      return new ChosenNetwork(
          trial -> TableNetwork.of(trial.model()).configuration(inputs, classes),
          Math.max(1, classes));
    }
    String file = spec.task().word(NETWORK);
    ComputationGraphConfiguration read = NetworkFile.read(dataFolder, file, seen);
    Function<TrialSpec, ComputationGraphConfiguration> changed =
        trial -> {
          ComputationGraphConfiguration network = read.clone();
          NetworkChanges.of(trial).applyTo(network, inputs);
          return network;
        };
    int labels = new NetworkCheck(file, changed.apply(spec), inputs, classes).labelColumns();
    return new ChosenNetwork(changed, labels);
  }

  private static Examples examples(TableEncoding encoding, int[] rows, int inputs, int labels) {
    return rows.length == 0 ? Examples.none() : new TableExamples(encoding, rows, inputs, labels);
  }
}
