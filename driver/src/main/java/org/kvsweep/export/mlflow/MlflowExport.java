package org.kvsweep.export.mlflow;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.kvsweep.export.ExportRequest;
import org.kvsweep.export.TrialExport;
import org.kvsweep.settings.Count;
import picocli.CommandLine.Option;

/** Exports to an MLflow server. */
public final class MlflowExport implements TrialExport {
  private static final String URI_VARIABLE = "MLFLOW_TRACKING_URI";

  @Option(
      names = "--uri",
      paramLabel = "URL",
      description = "MLflow server URL (default: the environment variable " + URI_VARIABLE + ").")
  private String uri;

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      defaultValue = "kvsweep",
      description = "MLflow experiment, created if it does not exist (default: ${DEFAULT-VALUE}).")
  private String experiment;

  @Override
  public String name() {
    return "mlflow";
  }

  @Override
  public String about() {
    return "runs of an MLflow server";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "kvsweep export results/quickstart --to mlflow \\",
        "    --uri http://127.0.0.1:5000 --follow");
  }

  @Override
  public void check(Map<String, String> environment) {
    try {
      MlflowSweep unused = sweep(environment, warning -> {});
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          wrong.getMessage() + (uri == null ? "; give it by --uri or " + URI_VARIABLE : ""), wrong);
    }
  }

  @Override
  public String write(ExportRequest request) throws IOException {
    int written =
        sweep(request.environment(), request.warnings())
            .write(request.results(), request.models(), request.reports().make());
    return "%d of %s were new or had changed"
        .formatted(written, Count.of(request.results().ended().size(), "trial"));
  }

  private MlflowSweep sweep(Map<String, String> environment, Consumer<String> warnings) {
    String server = uri == null ? environment.getOrDefault(URI_VARIABLE, "") : uri;
    return new MlflowSweep(server, experiment, environment, warnings);
  }
}
