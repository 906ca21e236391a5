package org.kvsweep.cli;

import java.util.List;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.report.TableOptions;
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
