package org.kvsweep.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kvsweep.results.RunningTrials.Loss;
import org.kvsweep.results.RunningTrials.RunningTrial;
import org.kvsweep.trial.StrictObject;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialJson;

/** The trials that run now, as a file; {@code docs/results-format.md} describes it. */
public final class RunningFile {
  /** A thousand years, which can be counted in milliseconds, too. */
  private static final long MOST_SECONDS = Duration.ofDays(365_250).toSeconds();

  private RunningFile() {}

  static String write(RunningTrials running) {
    ObjectNode root = TrialJson.object();
    addSeconds(root, running.left());
    if (running.more() > 0) {
      root.put("more", running.more());
    }
    ArrayNode trials = root.putArray("trials");
    for (RunningTrial trial : running.trials()) {
      ObjectNode node = trials.addObject();
      describe(trial, node);
      addPoints(node.putArray("losses"), trial.losses());
      addPoints(node.putArray("validationLosses"), trial.validation());
    }
    return TrialJson.text(root) + "\n";
  }

  private static void addPoints(ArrayNode to, List<Loss> points) {
    points.forEach(point -> to.addArray().add(point.step()).add(point.loss()));
  }

  /** Writes all of a trial but its curves. */
  public static void describe(RunningTrial trial, ObjectNode node) {
    node.put("id", trial.id().value());
    node.put("attempt", trial.attempt());
    node.put("place", trial.place());
    node.put("started", trial.started().toString());
    node.put("step", trial.step());
    node.put("steps", trial.steps());
    node.put("epoch", trial.epoch());
    node.put("epochs", trial.epochs());
    addSeconds(node, trial.left());
  }

  private static void addSeconds(ObjectNode node, Optional<Duration> left) {
    left.ifPresent(duration -> node.put("secondsLeft", duration.toSeconds()));
  }

  /** Reads the file; none run if it can't be read, because it is only news for people. */
  static RunningTrials read(String text) {
    try {
      JsonNode root = TrialJson.parse(text);
      List<RunningTrial> trials = new ArrayList<>();
      for (JsonNode trial : root.path("trials")) {
        trials.add(
            trial(
                StrictObject.of(trial, "trials"),
                points(trial.path("losses")),
                points(trial.path("validationLosses"))));
      }
      StrictObject running = StrictObject.of(root, "running");
      return new RunningTrials(
          left(running), trials, running.has("more") ? running.count("more") : 0);
    } catch (IllegalArgumentException | DateTimeException notOurs) {
      return RunningTrials.NONE;
    }
  }

  private static List<Loss> points(JsonNode points) {
    List<Loss> losses = new ArrayList<>();
    for (JsonNode point : points) {
      if (point.path(0).canConvertToLong() && Double.isFinite(point.path(1).asDouble(Double.NaN))) {
        losses.add(new Loss(point.path(0).longValue(), point.path(1).doubleValue()));
      }
    }
    return losses;
  }

  private static RunningTrial trial(StrictObject node, List<Loss> losses, List<Loss> validation) {
    return new RunningTrial(
        new TrialId(node.text("id")),
        node.count("attempt"),
        node.text("place"),
        Instant.parse(node.text("started")),
        node.whole("step"),
        node.whole("steps"),
        node.count("epoch"),
        node.count("epochs"),
        left(node),
        losses,
        validation);
  }

  private static Optional<Duration> left(StrictObject node) {
    return node.has("secondsLeft")
        ? Optional.of(
            Duration.ofSeconds(Math.max(0, Math.min(node.whole("secondsLeft"), MOST_SECONDS))))
        : Optional.empty();
  }
}
