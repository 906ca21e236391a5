package org.kvsweep.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.kvsweep.report.statistics.PairedDifference;
import org.kvsweep.report.statistics.Summary;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.trial.TrialId;

/**
 * The sides of a sweep beside each other, as numbers; writers decide how to show them. Where
 * nothing is compared there is one side, {@link SweepResults#ALL}, and each row ranks its cells.
 *
 * @param sweep its name
 * @param key whose values are compared; empty where none is
 * @param sides the columns: the baseline first
 * @param ownSettings what a side has for itself, because it follows the compared key, by side:
 *     {@code warmup-steps 10}
 * @param rows one for each task, or part of one
 * @param outcomes of all trials
 * @param exceptions the trials that ended without completing, with their causes
 * @param leftOut what else the folder holds
 * @param kernels the completed trials by what computed their numbers, the most first; empty where
 *     one did all, and then their last digits can be compared
 * @param setAside how many trials have not ended because they are set aside
 */
public record ComparisonTable(
    String sweep,
    Optional<ComparedKey> key,
    List<String> sides,
    Map<String, String> ownSettings,
    List<Row> rows,
    Outcomes outcomes,
    List<Ended> exceptions,
    LeftOut leftOut,
    Map<String, Integer> kernels,
    int setAside) {

  /** The corrected p value below which a difference is called significant. */
  public static final double SIGNIFICANCE = 0.05;

  /**
   * The most extra seeds that are counted: beyond these, the difference is too small to be found.
   */
  public static final int MOST_SEEDS = 100;

  public ComparisonTable {
    Objects.requireNonNull(key, "key");
    sides = List.copyOf(sides);
    ownSettings = Collections.unmodifiableMap(new LinkedHashMap<>(ownSettings));
    rows = List.copyOf(rows);
    exceptions = List.copyOf(exceptions);
    kernels = Collections.unmodifiableMap(new LinkedHashMap<>(kernels));
  }

  /** The comparison of these results. */
  public static ComparisonTable of(SweepResults results, TableOptions options) {
    return new Comparison(results, options).table();
  }

  /** The sides that are compared with the baseline. */
  public List<String> compared() {
    return sides.stream().filter(side -> !side.equals(baseline())).toList();
  }

  /** The side that the others are compared with, whether it has trials or not. */
  public String baseline() {
    return key.map(ComparedKey::baseline).orElse(SweepResults.ALL);
  }

  /** The side in words that say what it is: {@code kv-pos}, {@code heads 4}. */
  public String title(String side) {
    return title(key, side);
  }

  static String title(Optional<ComparedKey> key, String side) {
    return key.filter(compared -> !compared.isAttention())
        .map(compared -> compared.key() + " " + side)
        .orElse(side);
  }

  /**
   * One row.
   *
   * @param task its name
   * @param values what tells the row from others of the task, by path such as {@code task.length}
   * @param metric what is compared; empty if no trial of the row measured any
   * @param cells how many the row covers
   * @param results by side; every side of the table has one
   * @param differences from the baseline, by side; empty where the baseline has no trials
   * @param ranking the cells with a result, the best first, but those that have lost trials after
   *     all others, and of these those with fewer stopped trials first; empty where sides are
   *     compared
   */
  public record Row(
      String task,
      Map<String, String> values,
      Optional<Metric> metric,
      int cells,
      Map<String, SideResult> results,
      Map<String, Difference> differences,
      List<RankedCell> ranking) {
    public Row {
      ranking = List.copyOf(ranking);
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
      results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
      differences =
          differences.isEmpty()
              ? Map.of()
              : Collections.unmodifiableMap(new LinkedHashMap<>(differences));
    }

    /** Every difference of the row, of sides and of ranked cells, in this order. */
    Stream<Difference> allDifferences() {
      return Stream.concat(
          differences.values().stream(),
          ranking.stream().flatMap(cell -> cell.fromBest().stream()));
    }

    /** The row in words: {@code reverse, length 16}. */
    public String label() {
      return values.isEmpty() ? task : task + ", " + CellAxes.label(values);
    }

    /** The summary that tables show; where a row has several cells, each counts once. */
    public Summary shown(String side) {
      SideResult result = results.get(side);
      return cells == 1 ? result.trials() : result.cells();
    }
  }

  /**
   * One side in one row.
   *
   * @param trials over the completed trials
   * @param cells over the cells that have a completed trial, each cell counting once
   * @param parameters of the models; empty before any trial ended
   * @param forwardFlops of one example; empty likewise
   * @param stepSeconds the median over the completed trials of their median step time; NaN for none
   * @param trainingSeconds the median over the completed trials; NaN for none
   * @param best the cell with the best mean, of those that have lost no trial if there are any, and
   *     of these of those with the fewest stopped trials; empty for none
   */
  public record SideResult(
      Outcomes outcomes,
      Summary trials,
      Summary cells,
      Optional<Span> parameters,
      Optional<Span> forwardFlops,
      double stepSeconds,
      double trainingSeconds,
      Optional<BestCell> best) {

    /**
     * Returns whether a trial failed by itself, diverged or has no number: the mean is of the
     * others.
     */
    boolean lostTrials() {
      return outcomes.lost(trials.count()) > 0;
    }
  }

  /**
   * One cell in the ranking of a row.
   *
   * @param values what tells it from other cells
   * @param result over its seeds
   * @param fromBest its difference from the best cell, in pairs of equal seed; empty for the best
   */
  public record RankedCell(
      Map<String, String> values, SideResult result, Optional<Difference> fromBest) {
    public RankedCell {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Returns whether it is worse than the best, and not by chance. */
    public boolean worse() {
      return is(Conclusion.WORSE);
    }

    /** Returns whether it is better than the best in the seeds of both, and not by chance. */
    public boolean better() {
      return is(Conclusion.BETTER);
    }

    private boolean is(Conclusion conclusion) {
      return fromBest.filter(from -> from.conclusion() == conclusion).isPresent();
    }
  }

  /** The smallest and the largest of some whole numbers. */
  public record Span(long least, long most) {}

  /** The cell in which a side did best, by the mean over its seeds. */
  public record BestCell(Map<String, String> values, Summary trials) {
    public BestCell {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /**
   * One side against the baseline in one row.
   *
   * @param paired over pairs of equal cell and seed
   * @param unpaired cells and seeds in which one of the two has no result
   * @param correctedP by Holm's method over all comparisons of the table; NaN where seeds are not
   *     replicated
   * @param moreSeeds about how many more seeds would decide it, at most {@link #MOST_SEEDS}; empty
   *     where it is decided, or where there are too few seeds to say
   */
  public record Difference(
      PairedDifference paired,
      int unpaired,
      double correctedP,
      Conclusion conclusion,
      OptionalInt moreSeeds) {}

  /**
   * A trial that ended without completing.
   *
   * @param side in words; empty where nothing is compared
   */
  public record Ended(
      TrialId id,
      String task,
      Map<String, String> values,
      String side,
      long seed,
      String status,
      String cause) {
    public Ended {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The trial in words: {@code reverse, length 16, kv, seed 1}. */
    public String label() {
      String cell = values.isEmpty() ? "" : ", " + CellAxes.label(values);
      return "%s%s%s, seed %d".formatted(task, cell, side.isEmpty() ? "" : ", " + side, seed);
    }
  }
}
