package org.kvsweep.export.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kvsweep.export.TrialModels;
import org.kvsweep.results.ForeignFileException;
import org.kvsweep.results.ResultsLayout;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialJson;

/** The files beside runs: tables and report beside that of the sweep, models beside trials. */
final class MlflowArtifacts {
  /** The tag of a run whose model was put beside it. */
  static final String MODEL_TAG = "kvsweep.model";

  static final String MODEL = "model.zip";

  /** What MLflow shows above a run, as Markdown. */
  static final String NOTE_TAG = "mlflow.note.content";

  /** Older servers refuse longer tags. */
  private static final int LONGEST_NOTE = 5_000;

  private final MlflowServer server;
  private final Consumer<String> warnings;

  MlflowArtifacts(MlflowServer server, Consumer<String> warnings) {
    this.server = server;
    this.warnings = warnings;
  }

  /**
   * Replaces the reports, and adds or removes models until runs have those that are kept.
   *
   * @param reports texts by file name, for the parent
   * @param children the runs of trials, with their tags
   */
  void put(
      JsonNode parent,
      Map<String, String> reports,
      Map<TrialId, JsonNode> children,
      TrialModels models)
      throws IOException {
    putNote(parent, reports.getOrDefault(ResultsLayout.TABLE_MARKDOWN, ""));
    String place = place(parent);
    if (!MlflowServer.takesArtifacts(place)) {
      warnings.accept(
          "The tables, the report and models are left out: this MLflow server keeps artifacts at %s, not through itself"
              .formatted(place));
      return;
    }
    for (Map.Entry<String, String> report : reports.entrySet()) {
      server.putArtifact(place, report.getKey(), BodyPublishers.ofString(report.getValue()));
    }
    Map<TrialId, Long> kept = models.sizes();
    for (Map.Entry<TrialId, JsonNode> child : children.entrySet()) {
      JsonNode run = child.getValue();
      boolean there = !MlflowRun.tag(run, MODEL_TAG).isEmpty();
      Long bytes = kept.get(child.getKey());
      if (bytes != null && !there) {
        putModel(run, child.getKey(), bytes, models);
      } else if (bytes == null && there) {
        deleteModel(run);
      }
    }
  }

  /** Shows the table above the sweep's run, unless people have written something else there. */
  private void putNote(JsonNode parent, String table) throws IOException {
    String there = MlflowRun.tag(parent, NOTE_TAG);
    if (!table.isEmpty() && (there.isEmpty() || firstLine(there).equals(firstLine(table)))) {
      server.setTag(MlflowRun.id(parent), NOTE_TAG, note(table));
    }
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static String place(JsonNode run) {
    return run.at("/info/artifact_uri").asText();
  }

  private void putModel(JsonNode run, TrialId trial, long bytes, TrialModels models)
      throws IOException {
    Optional<InputStream> found = open(trial, models);
    // The sweep may have kept a better one since.
    if (found.isPresent()) {
      try (InputStream model = found.get()) {
        server.putArtifact(
            place(run),
            MODEL,
            BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> model), bytes));
      }
      server.setTag(MlflowRun.id(run), MODEL_TAG, MODEL);
    }
  }

  private Optional<InputStream> open(TrialId trial, TrialModels models) throws IOException {
    try {
      return models.open(trial);
    } catch (ForeignFileException foreign) {
      warnings.accept(
          "The model of trial %s is left out: %s".formatted(trial, foreign.getMessage()));
      return Optional.empty();
    }
  }

  /** A better one took its place in the results folder. */
  private void deleteModel(JsonNode run) throws IOException {
    server.deleteArtifact(place(run), MODEL);
    server.post(
        "runs/delete-tag",
        TrialJson.object().put("run_id", MlflowRun.id(run)).put("key", MODEL_TAG));
  }

  /** The table up to the last whole line that fits. */
  static String note(String table) {
    if (table.length() <= LONGEST_NOTE) {
      return table;
    }
    String more = "\n\nMore in the artifact " + ResultsLayout.TABLE_MARKDOWN + ".";
    return table.substring(0, table.lastIndexOf('\n', LONGEST_NOTE - more.length())) + more;
  }
}
