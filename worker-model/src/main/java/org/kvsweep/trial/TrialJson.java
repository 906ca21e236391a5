package org.kvsweep.trial;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import org.kvsweep.settings.Settings;

/**
 * Specs and outcomes as JSON.
 *
 * <p>Canonical form of a spec: keys sorted, no white space, ASCII only (other characters as {@code
 * \\uXXXX}), whole numbers without a point, other numbers as the shortest decimal that reads back
 * as the same double, in the notation of {@link Double#toString} (which itself prints other digits
 * before Java 19). It is what {@link TrialId} hashes, so it must never change for a spec that has
 * been run.
 *
 * <p>Everything else: fields are named as the components of the records; NaN and the infinities,
 * which JSON doesn't have, are the texts {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"};
 * an outcome says by {@code status} which it is. Reading is strict, see {@link StrictObject}: a
 * spec with an unknown field is refused, since that would be another trial; outcomes may have
 * fields that this version doesn't know.
 *
 * <p>Every method that reads throws {@link IllegalArgumentException} for text that is not what it
 * should be; the message names the field.
 */
public final class TrialJson {
  private static final String RESOURCES = "resources";
  private static final String STEPS = "steps";
  private static final Set<String> SPEC_FIELDS =
      Set.of("task", "model", "training", RESOURCES, "seed");

  private static final ObjectMapper JSON =
      new ObjectMapper(
              new JsonFactoryBuilder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(50).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                  .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private TrialJson() {}

  /** The spec as canonical JSON. */
  public static String canonical(TrialSpec spec) {
    return text(tree(spec));
  }

  public static TrialSpec readSpec(String json) {
    return spec(StrictObject.of(parse(json), "spec"));
  }

  public static String write(TrialOutcome outcome) {
    return text(tree(outcome));
  }

  static TrialOutcome readOutcome(String json) {
    return outcome(StrictObject.of(parse(json), "outcome"));
  }

  public static String write(TrialRun run) {
    return text(tree(run));
  }

  static TrialRun readRun(String json) {
    return run(StrictObject.of(parse(json), "run"));
  }

  public static String write(EpochMetrics metrics) {
    return text(tree(metrics));
  }

  static EpochMetrics readMetrics(String json) {
    return metrics(StrictObject.of(parse(json), "metrics"));
  }

  /** Any JSON text; strict about duplicate fields, trailing text and depth. */
  public static JsonNode parse(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      if (node == null || node.isMissingNode()) {
        throw new IllegalArgumentException("Cannot read JSON: the text is empty");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot read JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The node as JSON in one line, its fields in their order. */
  public static String text(JsonNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON", e);
    }
  }

  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** The spec, its keys sorted, for a file that holds more than it. */
  public static ObjectNode tree(TrialSpec spec) {
    ObjectNode node = JSON.createObjectNode();
    node.set("model", tree(spec.model()));
    if (!spec.resources().values().isEmpty()) {
      node.set(RESOURCES, tree(spec.resources()));
    }
    node.put("seed", spec.seed());
    node.set("task", tree(spec.task()));
    node.set("training", tree(spec.training()));
    return node;
  }

  public static TrialSpec spec(StrictObject json) {
    json.refuseOthers(SPEC_FIELDS);
    return new TrialSpec(
        new Settings(json.object("task").settings()),
        new Settings(json.object("model").settings()),
        new Settings(json.object("training").settings()),
        json.has(RESOURCES) ? new Settings(json.object(RESOURCES).settings()) : Settings.NONE,
        json.whole("seed"));
  }

  public static ObjectNode tree(TrialOutcome outcome) {
    ObjectNode node = JSON.createObjectNode().put("status", outcome.status().label());
    ObjectNode whole =
        outcome.match(
            completed -> node,
            stopped -> node.put("reason", stopped.reason()),
            diverged -> node.put("step", diverged.step()),
            failed ->
                node.put("kind", failed.kind().label())
                    .put("message", failed.message())
                    .put("details", failed.details()));
    whole.set("run", tree(outcome.run()));
    return whole;
  }

  public static TrialOutcome outcome(StrictObject json) {
    TrialOutcome.Status status = json.choice("status", TrialOutcome.Status.class);
    TrialRun run = run(json.object("run"));
    return switch (status) {
      case COMPLETED -> new TrialOutcome.Completed(run);
      case STOPPED -> new TrialOutcome.Stopped(run, json.text("reason"));
      case DIVERGED -> new TrialOutcome.Diverged(run, json.whole("step"));
      case FAILED ->
          new TrialOutcome.Failed(
              run,
              json.choice("kind", FailureKind.class),
              json.text("message"),
              json.text("details"));
    };
  }

  static ObjectNode tree(TrialRun run) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("parameters", run.parameters())
            .put("forwardFlops", run.forwardFlops())
            .put("stepFlops", run.stepFlops())
            .put(STEPS, run.steps());
    put(node, "medianStepSeconds", run.medianStepSeconds());
    put(node, "trainingSeconds", run.trainingSeconds());
    put(node, "totalSeconds", run.totalSeconds());
    node.put("offHeapBytes", run.offHeapBytes());
    ObjectNode environment = node.putObject("environment");
    run.environment().forEach(environment::put);
    ArrayNode metrics = node.putArray("metrics");
    run.metrics().forEach(point -> metrics.add(tree(point)));
    return node;
  }

  static TrialRun run(StrictObject json) {
    return new TrialRun(
        json.whole("parameters"),
        json.whole("forwardFlops"),
        json.whole("stepFlops"),
        json.whole(STEPS),
        json.number("medianStepSeconds"),
        json.number("trainingSeconds"),
        json.number("totalSeconds"),
        json.whole("offHeapBytes"),
        json.object("environment").texts(),
        json.list("metrics", TrialJson::metrics));
  }

  public static ObjectNode tree(EpochMetrics metrics) {
    ObjectNode node =
        JSON.createObjectNode().put("epoch", metrics.epoch()).put("step", metrics.step());
    if (metrics.steps() > 0) {
      node.put(STEPS, metrics.steps());
    }
    put(node, "seconds", metrics.seconds());
    ObjectNode values = node.putObject("values");
    metrics.values().forEach((name, value) -> put(values, name, value));
    return node;
  }

  public static EpochMetrics metrics(StrictObject json) {
    return new EpochMetrics(
        json.count("epoch"),
        json.whole("step"),
        json.has(STEPS) ? json.whole(STEPS) : 0,
        json.number("seconds"),
        json.object("values").numbers());
  }

  /** A number, or its name where JSON has no number for it. */
  public static void put(ObjectNode node, String key, double number) {
    if (Double.isFinite(number)) {
      node.put(key, number);
    } else {
      node.put(key, Double.toString(number));
    }
  }

  private static ObjectNode tree(Settings settings) {
    ObjectNode node = JSON.createObjectNode();
    for (Map.Entry<String, Object> setting : settings.values().entrySet()) {
      Object value = setting.getValue();
      if (value instanceof Long whole) {
        node.put(setting.getKey(), whole);
      } else if (value instanceof Double number) {
        node.put(setting.getKey(), number);
      } else if (value instanceof Boolean flag) {
        node.put(setting.getKey(), flag);
      } else {
        node.put(setting.getKey(), (String) value);
      }
    }
    return node;
  }
}
