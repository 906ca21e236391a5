package org.kvsweep.export.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.kvsweep.export.TrialFields;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.Stage;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/** A trial as a run of MLflow. */
final class MlflowRun {
  /** The most that one request may carry; see MLflow's log-batch. */
  private static final int MOST_METRICS = 1_000;

  private static final int MOST_PARAMETERS = 100;

  /** Older servers refuse longer values. */
  private static final int LONGEST_VALUE = 250;

  private final MlflowServer server;
  private final String experiment;
  private final TrialRecord record;
  private final Stage.Purpose purpose;
  private final String name;

  /**
   * A run to be exported.
   *
   * @param purpose of the trial
   * @param name tells the trial from the others of its sweep
   */
  MlflowRun(
      MlflowServer server,
      String experiment,
      TrialRecord record,
      Stage.Purpose purpose,
      String name) {
    this.server = server;
    this.experiment = experiment;
    this.record = record;
    this.purpose = purpose;
    this.name = cut(name);
  }

  static String id(JsonNode run) {
    return run.at("/info/run_id").asText();
  }

  /** The value of a tag of a run; empty if it has none. */
  static String tag(JsonNode run, String key) {
    for (JsonNode tag : run.at("/data/tags")) {
      if (tag.path("key").asText().equals(key)) {
        return tag.path("value").asText();
      }
    }
    return "";
  }

  static void addTag(ArrayNode tags, String key, String value) {
    tags.addObject().put("key", key).put("value", cut(value));
  }

  static String cut(String text) {
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE - 1) + "…";
  }

  /**
   * Returns whether the run there was exported to its end, and from this record: a trial that
   * failed may have been trained again since.
   */
  boolean isWhole(JsonNode run) {
    return !tag(run, MlflowSweep.DONE_TAG).isEmpty()
        && run.at("/info/end_time").asLong() == record.ended().toEpochMilli();
  }

  /** Gives the run there the name of today: more of the sweep may differ than when it was made. */
  void rename(JsonNode run) throws IOException {
    if (!run.at("/info/run_name").asText().equals(name)) {
      server.post("runs/update", TrialJson.object().put("run_id", id(run)).put("run_name", name));
    }
  }

  /** Makes the run with all it has, and returns it; the tag and the end that say so come last. */
  JsonNode export(String parentId) throws IOException {
    ObjectNode create = TrialJson.object();
    create.put("experiment_id", experiment);
    create.put("run_name", name);
    create.put("start_time", record.started().toEpochMilli());
    ArrayNode tags = create.putArray("tags");
    addTag(tags, "mlflow.parentRunId", parentId);
    addTag(tags, "mlflow.source.name", "kvsweep");
    addTag(tags, MlflowSweep.PARENT_TAG, parentId);
    addTag(tags, MlflowSweep.TRIAL_TAG, record.id().value());
    addOutcome(tags);
    JsonNode run = server.post("runs/create", create).path("run");
    String runId = id(run);
    logParameters(runId);
    logMetrics(runId);
    server.setTag(runId, MlflowSweep.DONE_TAG, "whole");
    server.post(
        "runs/update",
        TrialJson.object()
            .put("run_id", runId)
            .put("status", status())
            .put("end_time", record.ended().toEpochMilli()));
    return run;
  }

  private void addOutcome(ArrayNode tags) {
    TrialOutcome outcome = record.outcome();
    addTag(tags, "kvsweep.purpose", purpose.label());
    addTag(tags, "kvsweep.status", outcome.status().label());
    record.cause().ifPresent(cause -> addTag(tags, "kvsweep.cause", cause));
    addTag(tags, "kvsweep.attempt", Integer.toString(record.attempt()));
    addTag(tags, "kvsweep.place", record.place());
    outcome
        .run()
        .environment()
        .forEach((key, value) -> addTag(tags, "environment." + allowed(key), value));
  }

  private String status() {
    return switch (record.outcome().status()) {
      case COMPLETED -> "FINISHED";
      case STOPPED -> "KILLED";
      case DIVERGED, FAILED -> "FAILED";
    };
  }

  private void logParameters(String runId) throws IOException {
    ObjectNode batch = TrialJson.object().put("run_id", runId);
    ArrayNode params = batch.putArray("params");
    for (Map.Entry<String, String> one : TrialFields.parameters(record.spec()).entrySet()) {
      params.addObject().put("key", allowed(one.getKey())).put("value", cut(one.getValue()));
      if (params.size() == MOST_PARAMETERS) {
        server.post("runs/log-batch", batch);
        params.removeAll();
      }
    }
    if (!params.isEmpty()) {
      server.post("runs/log-batch", batch);
    }
  }

  private void logMetrics(String runId) throws IOException {
    ObjectNode batch = TrialJson.object().put("run_id", runId);
    ArrayNode metrics = batch.putArray("metrics");
    TrialRun run = record.outcome().run();
    for (EpochMetrics measured : run.metrics()) {
      Instant at = TrialFields.measuredAt(record, measured);
      for (Map.Entry<String, Double> one : measured.values().entrySet()) {
        addMetric(metrics, one.getKey(), one.getValue(), at, measured.step());
        sendIfFull(batch, metrics);
      }
    }
    addMetric(metrics, "parameters", (double) run.parameters(), record.ended(), run.steps());
    addMetric(metrics, "forward-flops", (double) run.forwardFlops(), record.ended(), run.steps());
    addMetric(metrics, "step-seconds", run.medianStepSeconds(), record.ended(), run.steps());
    addMetric(metrics, "training-seconds", run.trainingSeconds(), record.ended(), run.steps());
    server.post("runs/log-batch", batch);
  }

  private void sendIfFull(ObjectNode batch, ArrayNode metrics) throws IOException {
    // Room for the costs, which come last.
    if (metrics.size() == MOST_METRICS - 10) {
      server.post("runs/log-batch", batch);
      metrics.removeAll();
    }
  }

  /** Numbers that JSON does not have go as the words that protobuf's JSON has for them. */
  private static void addMetric(
      ArrayNode metrics, String name, double value, Instant at, long step) {
    ObjectNode metric = metrics.addObject().put("key", allowed(name));
    TrialJson.put(metric, "value", value);
    metric.put("timestamp", at.toEpochMilli()).put("step", step);
  }

  /** MLflow takes letters, digits, underscores, dashes, periods, spaces and slashes. */
  static String allowed(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9_. -]", "_");
    return cut(safe.isBlank() ? "_" : safe);
  }
}
