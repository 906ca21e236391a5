package org.kvsweep.cli;

import java.util.List;
import java.util.Optional;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.report.TableRequest;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say what the comparison table shows. */
final class TableChoice {
  @Option(names = "--by-cell", description = "One row per cell instead of one per task.")
  private boolean byCell;

  @Option(
      names = {"--group-by", "--by"},
      paramLabel = "KEY",
      split = ",",
      description =
          "One row for each combination of values of these keys, such as length,model.depth.")
  private List<String> by;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description =
          "Metric to compare, such as validation-loss (default: the test metric if there is one).")
  private String metric;

  @Option(
      names = "--baseline",
      paramLabel = "ATTENTION",
      defaultValue = "qkv",
      converter = VariantConverter.class,
      description = "Attention that the others are compared with (default: ${DEFAULT-VALUE}).")
  private AttentionVariant baseline;

  /** The choice, with nothing filtered out. */
  TableRequest request() {
    return request(List.of());
  }

  TableRequest request(List<String> filters) {
    return new TableRequest(
        filters, by == null ? List.of() : by, byCell, Optional.ofNullable(metric), baseline);
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
