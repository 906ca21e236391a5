package org.kvsweep.export.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.codec.digest.DigestUtils;
import org.kvsweep.export.SweptSettings;
import org.kvsweep.export.TrialModels;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialJson;

/**
 * Exports a sweep to an MLflow server: a parent run for the sweep, a child run for each ended
 * trial. What is there is found again by tags: a trial that was exported whole keeps its run, one
 * that was interrupted in the middle or has ended anew is deleted and exported again.
 */
final class MlflowSweep {
  static final String SWEEP_TAG = "kvsweep.sweep-key";
  static final String PARENT_TAG = "kvsweep.parent";
  static final String TRIAL_TAG = "kvsweep.trial";
  static final String DONE_TAG = "kvsweep.exported";

  /** The digits of a hash that tell the name of a sweep from others. */
  private static final int KEY_DIGITS = 32;

  private final MlflowServer server;
  private final String experimentName;
  private final Consumer<String> warnings;

  /**
   * @param uri of the tracking server
   * @param experimentName where the runs go; made if there is none of that name
   * @param environment for credentials, as MLflow's own clients read it
   * @param warnings hears what is left out
   * @throws IllegalArgumentException if that is no address of a server
   */
  MlflowSweep(
      String uri,
      String experimentName,
      Map<String, String> environment,
      Consumer<String> warnings) {
    this.server = new MlflowServer(uri, environment);
    this.experimentName = experimentName;
    this.warnings = warnings;
  }

  /**
   * Exports what has ended and is not there yet, or has changed since.
   *
   * @param models that the results folder keeps
   * @param reports texts by file name, for the parent run; replaced each time
   * @return how many trials were exported
   */
  int write(SweepResults results, TrialModels models, Map<String, String> reports)
      throws IOException {
    String experiment = server.experiment(experimentName);
    JsonNode parent = parent(experiment, results);
    String parentId = MlflowRun.id(parent);
    Map<String, JsonNode> there = new HashMap<>();
    for (JsonNode run : server.runs(experiment, PARENT_TAG, parentId)) {
      there.put(MlflowRun.tag(run, TRIAL_TAG), run);
    }
    SweptSettings swept = SweptSettings.of(results);
    Map<TrialId, JsonNode> runs = new LinkedHashMap<>();
    int written = 0;
    for (TrialRecord record : results.ended().values()) {
      MlflowRun child =
          new MlflowRun(
              server, experiment, record, results.purpose(record.id()), swept.name(record.spec()));
      JsonNode run = there.get(record.id().value());
      if (run != null && child.isWhole(run)) {
        child.rename(run);
      } else {
        if (run != null) {
          server.post("runs/delete", TrialJson.object().put("run_id", MlflowRun.id(run)));
        }
        run = child.export(parentId);
        written++;
      }
      runs.put(record.id(), run);
    }
    new MlflowArtifacts(server, warnings).put(parent, reports, runs, models);
    finish(parentId, results);
    return written;
  }

  private JsonNode parent(String experiment, SweepResults results) throws IOException {
    // A name may hold quotes, which a search has no way to escape.
    String key = DigestUtils.sha256Hex(results.name()).substring(0, KEY_DIGITS);
    for (JsonNode run : server.runs(experiment, SWEEP_TAG, key)) {
      return run;
    }
    ObjectNode create = TrialJson.object();
    create.put("experiment_id", experiment);
    create.put("run_name", MlflowRun.cut(results.name()));
    create.put("start_time", started(results).toEpochMilli());
    MlflowRun.addTag(create.withArray("tags"), SWEEP_TAG, key);
    MlflowRun.addTag(create.withArray("tags"), "mlflow.source.name", "kvsweep");
    return server.post("runs/create", create).path("run");
  }

  private static Instant started(SweepResults results) {
    return results.ended().values().stream()
        .map(TrialRecord::started)
        .min(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  private void finish(String parentId, SweepResults results) throws IOException {
    boolean complete = results.ended().keySet().containsAll(results.trials().keySet());
    ObjectNode update = TrialJson.object().put("run_id", parentId);
    update.put("status", complete ? "FINISHED" : "RUNNING");
    if (complete) {
      results.ended().values().stream()
          .map(TrialRecord::ended)
          .max(Comparator.naturalOrder())
          .ifPresent(end -> update.put("end_time", end.toEpochMilli()));
    }
    server.post("runs/update", update);
  }
}
