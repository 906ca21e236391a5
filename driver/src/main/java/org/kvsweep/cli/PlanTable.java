package org.kvsweep.cli;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import org.kvsweep.cli.text.OutputTerminal;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.cli.text.TextColumns;
import org.kvsweep.schedule.Growth;
import org.kvsweep.schedule.SeedRule;
import org.kvsweep.schedule.tuning.SweepGrowth;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * The plan of a sweep as text.
 *
 * @param estimated the trials whose cost is not known exactly
 * @param slots trials that run side by side
 * @param speed of one slot, measured or assumed
 * @param shownCells beyond these only their number is said
 * @param audience into whose width the table is fitted by leaving columns out
 */
record PlanTable(
    SweepSpec sweep,
    Set<TrialId> estimated,
    int slots,
    Speed speed,
    int shownCells,
    OutputTerminal audience) {

  /** The columns, in the order in which they stand. */
  private enum Column {
    CELL("cell"),
    SEEDS("seeds"),
    PARAMETERS("parameters"),
    STEP_FLOPS("FLOPs a step"),
    STEPS("steps"),
    TRIAL_FLOPS("FLOPs a trial"),
    MEMORY("memory"),
    TIME("time a trial");

    private final String header;

    Column(String header) {
      this.header = header;
    }
  }

  /** The columns that a narrow terminal goes without, the first first. */
  private static final List<Column> LEFT_OUT =
      List.of(Column.TRIAL_FLOPS, Column.STEP_FLOPS, Column.STEPS, Column.SEEDS);

  List<String> lines() {
    Map<String, List<PlannedTrial>> cells = cells();
    List<String> lines = new ArrayList<>();
    lines.add(headline(cells.size()));
    lines.addAll(sweep.procedure().notes());
    lines.add("");
    List<List<PlannedTrial>> shown = cells.values().stream().limit(shownCells).toList();
    lines.addAll(fittingTable(shown));
    if (cells.size() > shown.size()) {
      lines.add(
          "... and %s (--all shows them)"
              .formatted(Count.of(cells.size() - shown.size(), "more cell")));
    }
    lines.add("");
    total().forEach(sentence -> lines.addAll(audience.sentence(sentence)));
    return lines;
  }

  private String headline(int cells) {
    int first = sweep.trials().size();
    return toCome() == 0
        ? "%s: %s, %s".formatted(sweep.name(), Count.of(cells, "cell"), Count.of(first, "trial"))
        : "%s: %s; below the first %d, which need no results"
            .formatted(sweep.name(), Count.of(first + toCome(), "trial"), first);
  }

  /** Trials that results will add. */
  private int toCome() {
    return SweepGrowth.of(sweep, SeedRule.NEVER, id -> Optional.empty())
        .map(Growth::toCome)
        .orElse(0);
  }

  private Map<String, List<PlannedTrial>> cells() {
    TrialLabel label = new TrialLabel(sweep);
    Map<String, List<PlannedTrial>> cells = new LinkedHashMap<>();
    for (PlannedTrial trial : sweep.trials()) {
      cells.computeIfAbsent(label.ofCell(trial.spec()), name -> new ArrayList<>()).add(trial);
    }
    return cells;
  }

  /** Returns the table with as many columns as fit, then with cells named by what differs. */
  private List<String> fittingTable(List<List<PlannedTrial>> cells) {
    TrialLabel label = new TrialLabel(sweep);
    EnumSet<Column> columns = EnumSet.allOf(Column.class);
    List<String> table = table(cells, columns, label::ofCell);
    for (Column column : LEFT_OUT) {
      if (fits(table)) {
        return table;
      }
      columns.remove(column);
      table = table(cells, columns, label::ofCell);
    }
    return fits(table) ? table : table(cells, columns, label::ofCellDifferences);
  }

  private boolean fits(List<String> table) {
    return table.stream().allMatch(line -> line.length() <= audience.width());
  }

  private List<String> table(
      List<List<PlannedTrial>> cells, Set<Column> columns, Function<TrialSpec, String> label) {
    TextColumns table = new TextColumns(columns.stream().map(column -> column.header).toList());
    cells.forEach(
        cell ->
            table.row(
                columns.stream()
                    .map(
                        column ->
                            column == Column.CELL
                                ? label.apply(cell.get(0).spec())
                                : figure(column, cell))
                    .toList()));
    return table.lines();
  }

  private String figure(Column column, List<PlannedTrial> cell) {
    PlannedTrial trial = cell.get(0);
    TrialCost cost = trial.cost();
    String unknown = cost.steps() == 0 ? "?" : "";
    return switch (column) {
      case CELL -> throw new IllegalArgumentException("Cannot show a cell as a figure: " + trial);
      case SEEDS -> ReadableNumbers.count(cell.size());
      case PARAMETERS -> count(trial, cost.parameters());
      case STEP_FLOPS -> about(trial) + ReadableNumbers.compact((double) cost.stepFlops());
      case STEPS -> unknown.isEmpty() ? count(trial, cost.steps()) : unknown;
      case TRIAL_FLOPS ->
          unknown.isEmpty() ? about(trial) + ReadableNumbers.compact(flops(trial)) : unknown;
      case MEMORY -> about(trial) + ReadableNumbers.bytes(cost.offHeapBytes());
      case TIME -> ReadableNumbers.duration(speed.seconds(trial));
    };
  }

  /** An exact number in full, an estimate in the digits that it may have right. */
  private String count(PlannedTrial trial, long number) {
    return estimated.contains(trial.id())
        ? TextColumns.ABOUT + ReadableNumbers.compact((double) number)
        : ReadableNumbers.count(number);
  }

  private String about(PlannedTrial trial) {
    return estimated.contains(trial.id()) ? TextColumns.ABOUT : "";
  }

  private List<String> total() {
    // What results will add is likely to cost as much as what is known.
    double share = 1 + (double) toCome() / sweep.trials().size();
    double flops = share * sweep.trials().stream().mapToDouble(PlanTable::flops).sum();
    List<String> lines = new ArrayList<>();
    lines.add(
        "In all %s%s %s on %s %s."
            .formatted(
                flops > 0 ? spaced(ReadableNumbers.compact(flops)) + "FLOP, " : "",
                sweep.procedure().earlyStopping().isPresent() ? "at most about" : "about",
                ReadableNumbers.duration(share * makespan()),
                Count.of(slots, "slot"),
                speed.description(sweep.trials())));
    lines.add(
        speed.source(sweep.trials(), ZoneId.systemDefault())
            + "; evaluation and the start of Spark add to the time.");
    lines.add(memory());
    int together = sweep.trials().stream().mapToInt(PlannedTrial::workers).max().orElse(1);
    if (together > slots) {
      lines.add(
          "A run needs %d slots: so many workers train one trial together.".formatted(together));
    }
    PlannedComparisons.of(sweep).ifPresent(comparisons -> lines.addAll(comparisons.sentences()));
    if (!estimated.isEmpty()) {
      lines.add(
          "Figures with \"about\" are those of usual data: the data of this sweep could not be"
              + " read.");
    }
    return lines;
  }

  /** A slot needs what the largest trial takes, whichever it gets. */
  private String memory() {
    long[] bytes = sweep.trials().stream().mapToLong(t -> t.cost().offHeapBytes()).toArray();
    long most = Arrays.stream(bytes).max().orElse(0);
    boolean equal = Arrays.stream(bytes).allMatch(one -> one == most);
    return "Memory beside the Java heap: %s%s%s a slot, %s on %s."
        .formatted(
            equal ? "" : "up to ",
            estimated.isEmpty() ? "" : TextColumns.ABOUT,
            ReadableNumbers.bytes(most),
            ReadableNumbers.bytes((double) most * slots),
            Count.of(slots, "slot"));
  }

  /** Floating-point operations of a trial, all of its workers taken together. */
  private static double flops(PlannedTrial trial) {
    return trial.workers() * trial.cost().trainingFlops();
  }

  private static String spaced(String compact) {
    return Character.isDigit(compact.charAt(compact.length() - 1)) ? compact + " " : compact;
  }

  /**
   * Seconds until the last trial ends if the longest start first, each on the next free slot, or as
   * many as it has workers.
   */
  private double makespan() {
    int workers = sweep.trials().stream().mapToInt(PlannedTrial::workers).sum();
    PriorityQueue<Double> free = new PriorityQueue<>();
    for (int slot = 0; slot < Math.min(slots, workers); slot++) {
      free.add(0.0);
    }
    List<PlannedTrial> longestFirst = new ArrayList<>(sweep.trials());
    longestFirst.sort(Comparator.comparingDouble(speed::seconds).reversed());
    for (PlannedTrial trial : longestFirst) {
      int taken = Math.min(trial.workers(), free.size());
      double begin = 0;
      for (int slot = 0; slot < taken; slot++) {
        begin = free.remove(); // the last of them begins it
      }
      free.addAll(Collections.nCopies(taken, begin + speed.seconds(trial)));
    }
    return free.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }
}
