package org.kvsweep.report;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.report.statistics.PairedDifference;
import org.kvsweep.report.statistics.Summary;
import org.kvsweep.trial.TrialId;

/**
 * The attentions side by side, as numbers; writers decide how to show them.
 *
 * @param sweep its name
 * @param baseline what the others are compared with
 * @param variants the columns: the baseline first
 * @param rows one for each task, or part of one
 * @param outcomes of all trials
 * @param exceptions the trials that ended without completing, with their causes
 * @param outside ended trials in the folder that the current sweep file does not describe
 * @param damaged trial files that could not be read
 * @param otherData trials that are left out because they saw other data than the others
 * @param kernels the completed trials by what computed their numbers, the most first; empty where
 *     one did all, and then their last digits can be compared
 * @param setAside how many trials have not ended because they are set aside
 */
public record ComparisonTable(
    String sweep,
    AttentionVariant baseline,
    List<AttentionVariant> variants,
    List<Row> rows,
    Outcomes outcomes,
    List<Ended> exceptions,
    int outside,
    int damaged,
    int otherData,
    Map<String, Integer> kernels,
    int setAside) {

  /** Below this corrected p value a difference is called significant. */
  public static final double SIGNIFICANCE = 0.05;

  /**
   * The most extra seeds that are counted: beyond these, the difference is too small to be found.
   */
  public static final int MOST_SEEDS = 100;

  public ComparisonTable {
    variants = List.copyOf(variants);
    rows = List.copyOf(rows);
    exceptions = List.copyOf(exceptions);
    kernels = Collections.unmodifiableMap(new LinkedHashMap<>(kernels));
  }

  /** The comparison of these results. */
  public static ComparisonTable of(SweepResults results, TableOptions options) {
    return new Comparison(results, options).table();
  }

  /** The variants that are compared with the baseline. */
  public List<AttentionVariant> compared() {
    return variants.stream().filter(variant -> variant != baseline).toList();
  }

  /**
   * One row.
   *
   * @param task its name
   * @param values what tells the row from others of the task, by path such as {@code task.length}
   * @param metric what is compared; empty if no trial of the row measured any
   * @param cells how many the row covers
   * @param results by variant; every variant of the table has one
   * @param differences from the baseline, by variant; empty where the baseline has no trials
   */
  public record Row(
      String task,
      Map<String, String> values,
      Optional<Metric> metric,
      int cells,
      Map<AttentionVariant, VariantResult> results,
      Map<AttentionVariant, Difference> differences) {
    public Row {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
      results = Collections.unmodifiableMap(new EnumMap<>(results));
      differences =
          differences.isEmpty()
              ? Map.of()
              : Collections.unmodifiableMap(new EnumMap<>(differences));
    }

    /** The row in words: {@code reverse, length 16}. */
    public String label() {
      return values.isEmpty() ? task : task + ", " + CellAxes.label(values);
    }

    /** The summary that tables show: over seeds in one cell, over the means of several cells. */
    public Summary shown(AttentionVariant variant) {
      VariantResult result = results.get(variant);
      return cells == 1 ? result.trials() : result.cells();
    }
  }

  /**
   * One attention in one row.
   *
   * @param trials over the completed trials
   * @param cells over the means of the cells that have a completed trial, each cell counting once
   * @param parameters of the models; empty before any trial ended
   * @param forwardFlops of one example; empty likewise
   * @param stepSeconds the median over the completed trials of their median step time; NaN for none
   * @param trainingSeconds the median over the completed trials; NaN for none
   * @param best the cell with the best mean; empty for none
   */
  public record VariantResult(
      Outcomes outcomes,
      Summary trials,
      Summary cells,
      Optional<Span> parameters,
      Optional<Span> forwardFlops,
      double stepSeconds,
      double trainingSeconds,
      Optional<BestCell> best) {}

  /** The smallest and the largest of some whole numbers. */
  public record Span(long least, long most) {}

  /** The cell in which an attention did best, by the mean over its seeds. */
  public record BestCell(Map<String, String> values, Summary trials) {
    public BestCell {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /**
   * One attention against the baseline in one row.
   *
   * @param paired over pairs of equal cell and seed
   * @param unpaired cells and seeds in which one of the two has no result
   * @param correctedP by Holm's method over all comparisons of the table; NaN for no pairs
   * @param moreSeeds about how many more seeds would decide it, at most {@link #MOST_SEEDS}; empty
   *     where it is decided, or where there are too few pairs to say
   */
  public record Difference(
      PairedDifference paired,
      int unpaired,
      double correctedP,
      Conclusion conclusion,
      OptionalInt moreSeeds) {}

  /** A trial that ended without completing. */
  public record Ended(
      TrialId id,
      String task,
      Map<String, String> values,
      AttentionVariant attention,
      long seed,
      String status,
      String cause) {
    public Ended {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The trial in words: {@code reverse, length 16, kv, seed 1}. */
    public String label() {
      String cell = values.isEmpty() ? "" : ", " + CellAxes.label(values);
      return "%s%s, %s, seed %d".formatted(task, cell, attention.label(), seed);
    }
  }
}
