package org.kvsweep.export;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.kvsweep.report.SweepResults;

/**
 * The content and the destination of an export.
 *
 * @param folder where files go: a path or URI; without a scheme, on the default file system of
 *     Hadoop
 * @param environment of the process, for credentials
 * @param models that the results folder keeps
 * @param reports the tables, the report and the sweep file as they are now
 * @param warnings takes sentences about what is left out
 */
public record ExportRequest(
    SweepResults results,
    String folder,
    Map<String, String> environment,
    TrialModels models,
    Reports reports,
    Consumer<String> warnings) {

  /** Texts by file name, which take a while to make. */
  @FunctionalInterface
  public interface Reports {
    Map<String, String> make() throws IOException;
  }

  public ExportRequest {
    Objects.requireNonNull(results, "results");
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(models, "models");
    Objects.requireNonNull(reports, "reports");
    Objects.requireNonNull(warnings, "warnings");
    environment = Map.copyOf(environment);
  }
}
