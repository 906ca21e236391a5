package org.kvsweep.cli;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.TableOptions;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.TrialSpec;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say what the comparison table shows. */
final class TableChoice {
  @Option(names = "--by-cell", description = "One row a cell instead of one a task.")
  private boolean byCell;

  @Option(
      names = "--by",
      paramLabel = "KEY",
      split = ",",
      description = "One row for each value of these keys, for example task.length,model.depth.")
  private List<String> by;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = "What is compared, for example validation-loss; by default the best there is.")
  private String metric;

  @Option(
      names = "--baseline",
      paramLabel = "ATTENTION",
      defaultValue = "qkv",
      converter = VariantConverter.class,
      description = "What the others are compared with; by default ${DEFAULT-VALUE}.")
  private AttentionVariant baseline;

  /**
   * Checks what can be checked before there are results.
   *
   * @throws IllegalArgumentException if rows are asked for by a key that none of the trials has
   */
  void checkFor(Collection<TrialSpec> trials) {
    Set<String> known = new TreeSet<>();
    for (TrialSpec trial : trials) {
      trial.task().values().keySet().forEach(key -> known.add("task." + key));
      trial.model().values().keySet().forEach(key -> known.add("model." + key));
      trial.training().values().keySet().forEach(key -> known.add("training." + key));
    }
    for (String path : by == null ? List.<String>of() : by) {
      if (!known.contains(path)) {
        throw new IllegalArgumentException(
            "Cannot make rows by %s: expected one of %s".formatted(path, String.join(", ", known)));
      }
    }
  }

  /**
   * Checks the choice against results.
   *
   * @throws IllegalArgumentException if there are metrics and none has the name that is asked for
   */
  void checkFor(SweepResults results) {
    checkFor(results.trials().values());
    Set<String> measured = new TreeSet<>();
    for (TrialRecord record : results.ended().values()) {
      measured.addAll(record.outcome().run().last().keySet());
    }
    if (metric != null && !measured.isEmpty() && !measured.contains(metric)) {
      throw new IllegalArgumentException(
          "Cannot compare %s: expected one of %s".formatted(metric, String.join(", ", measured)));
    }
  }

  TableOptions options() {
    TableOptions options = TableOptions.byTask().withBaseline(baseline);
    if (metric != null) {
      options = options.withMetric(metric);
    }
    if (by != null) {
      options = options.by(by);
    }
    return byCell ? options.byCell() : options;
  }

  /** Attentions by their names in sweep files. */
  static final class VariantConverter implements ITypeConverter<AttentionVariant> {
    @Override
    public AttentionVariant convert(String word) {
      try {
        return AttentionVariant.of(word);
      } catch (IllegalArgumentException unknown) {
        throw new TypeConversionException(unknown.getMessage());
      }
    }
  }
}
