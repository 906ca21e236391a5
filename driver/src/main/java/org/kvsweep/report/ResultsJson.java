package org.kvsweep.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.kvsweep.report.ComparisonTable.Ended;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialJson;

/**
 * Everything that was found, as JSON for other programs; the format is described in {@code
 * docs/results-format.md}. A number that is not known is left out.
 */
final class ResultsJson {
  /**
   * The version of the format: it is raised when a field changes its meaning or goes away, not for
   * new fields.
   */
  static final int FORMAT = 1;

  private static final String CELLS = "cells";
  private static final String EXCEPTIONS = "exceptions";
  private static final String TRIALS = "trials";
  private static final ObjectMapper TREES = new ObjectMapper();

  /**
   * The names of fields that are about sides: those of attentions where these are compared, which
   * programs have read since before anything else could be.
   */
  private final boolean ofAttention;

  private ResultsJson(boolean ofAttention) {
    this.ofAttention = ofAttention;
  }

  /** The text of {@code results.json}. */
  static String write(SweepAnalysis analysis) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(analysis, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to memory", e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Writes {@code results.json}, trial by trial: the tree of a million is larger than a heap. */
  static void write(SweepAnalysis analysis, OutputStream to) throws IOException {
    boolean attention = analysis.table().key().filter(ComparedKey::isAttention).isPresent();
    ResultsJson json = new ResultsJson(attention);
    Writer text = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8));
    // Only ASCII: a terminal obeys controls beyond it, too.
    JsonGenerator out =
        TREES
            .getFactory()
            .createGenerator(text)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature())
            .useDefaultPrettyPrinter();
    out.writeStartObject();
    Map<String, Iterable<ObjectNode>> many = json.many(analysis, id -> true);
    for (Map.Entry<String, JsonNode> field : json.tree(analysis).properties()) {
      out.writeFieldName(field.getKey());
      if (many.containsKey(field.getKey())) {
        out.writeStartArray();
        for (ObjectNode one : many.get(field.getKey())) {
          out.writeTree(one);
        }
        out.writeEndArray();
      } else {
        out.writeTree(field.getValue());
      }
    }
    out.writeEndObject();
    out.flush();
    text.write("\n");
    text.flush();
  }

  /** The same for pages, which call sides so whatever is compared, and hold only so many trials. */
  static ObjectNode forPages(SweepAnalysis analysis) {
    ResultsJson json = new ResultsJson(false);
    SweepAnalysis sample = PageSample.of(analysis);
    Set<TrialId> listed = PageSample.trials(sample);
    ObjectNode root = json.tree(sample);
    json.many(sample, listed::contains)
        .forEach((name, all) -> all.forEach(root.withArray("/" + name)::add));
    for (String name : List.of(EXCEPTIONS, TRIALS)) {
      for (JsonNode trial : root.get(name)) {
        PageSeed.put((ObjectNode) trial, trial.get("seed").longValue());
      }
    }
    int ended = analysis.results().ended().size();
    int cells = analysis.byCell().rows().size();
    if (listed.size() < ended || sample.byCell().rows().size() < cells) {
      root.putObject("shown").put("cells", cells).put("trials", ended);
    }
    return root;
  }

  private String side() {
    return ofAttention ? "attention" : "side";
  }

  private String sides() {
    return ofAttention ? "attentions" : "sides";
  }

  /** Everything, but that the cells and trials, which may be many, are empty arrays. */
  private ObjectNode tree(SweepAnalysis analysis) {
    ComparisonTable table = analysis.table();
    ObjectNode root = TrialJson.object();
    root.put("format", FORMAT);
    root.put("sweep", table.sweep());
    if (!ofAttention) {
      table.key().ifPresent(key -> root.set("compared", compared(key)));
    }
    table.key().ifPresent(key -> root.put("baseline", key.baseline()));
    ArrayNode sides = root.putArray(sides());
    table.sides().forEach(sides::add);
    if (!table.ownSettings().isEmpty()) {
      table.ownSettings().forEach(root.putObject("ownSettings")::put);
    }
    root.set("outcomes", table.outcomes().json());
    LeftOut leftOut = table.leftOut();
    root.put("outside", leftOut.outside());
    root.put("damaged", leftOut.damaged());
    if (leftOut.otherData() > 0) {
      root.put("otherData", leftOut.otherData());
    }
    if (!table.kernels().isEmpty()) {
      table.kernels().forEach(root.putObject("kernels")::put);
    }
    root.put("waiting", table.setAside());
    new RowsJson(sides()).of(table).forEach(root.putArray("tasks")::add);
    root.putArray(CELLS);
    ArrayNode tasks = root.putArray("analysis");
    analysis.tasks().forEach(task -> tasks.add(analysis(task)));
    ArrayNode exceptions = root.putArray(EXCEPTIONS);
    table.exceptions().forEach(ended -> exceptions.add(ended(ended)));
    root.putArray(TRIALS);
    return root;
  }

  /**
   * The elements of the arrays that {@link #tree} leaves empty, each made when it is asked for.
   *
   * @param listed says which of the ended trials are among them
   */
  private Map<String, Iterable<ObjectNode>> many(
      SweepAnalysis analysis, Predicate<TrialId> listed) {
    SweepResults results = analysis.results();
    CellAxes axes = CellAxes.of(results);
    return Map.of(
        CELLS,
        () -> new RowsJson(sides()).of(analysis.byCell()).iterator(),
        TRIALS,
        () ->
            results.trials().keySet().stream()
                .filter(listed)
                .flatMap(id -> results.record(id).stream())
                .map(record -> trial(record, axes, results.side(record.spec())))
                .iterator());
  }

  /** The compared key with all its sides, whether they have trials or not. */
  static ObjectNode compared(ComparedKey key) {
    ObjectNode node = TrialJson.object().put("key", key.path().toString());
    ArrayNode sides = node.putArray("sides");
    key.sides().forEach(sides::add);
    return node;
  }

  private ObjectNode analysis(TaskAnalysis analysis) {
    ObjectNode node = TrialJson.object().put("task", analysis.task());
    analysis.metric().ifPresent(metric -> node.put("metric", metric.name()));
    ObjectNode shares = node.putObject("varianceShares");
    ObjectNode axes = shares.putObject("axes");
    analysis.shares().factors().forEach(axes::put);
    shares.put("interactions", analysis.shares().interactions());
    shares.put("seeds", analysis.shares().rest());
    shares.put("balanced", analysis.shares().balanced());
    ArrayNode points = node.putArray("costs");
    for (TaskAnalysis.CostPoint point : analysis.points()) {
      ObjectNode item = points.addObject();
      item.set("values", RowsJson.texts(point.values()));
      item.put(side(), point.side());
      RowsJson.addNumber(item, "mean", point.mean());
      RowsJson.addNumber(item, "parameters", point.parameters());
      RowsJson.addNumber(item, "forwardFlops", point.forwardFlops());
      RowsJson.addNumber(item, "trainingSeconds", point.trainingSeconds());
      ArrayNode fronts = item.putArray("paretoFronts");
      point.fronts().forEach(cost -> fronts.add(cost.label()));
    }
    return node;
  }

  private ObjectNode ended(Ended ended) {
    ObjectNode node = TrialJson.object();
    node.put("id", ended.id().value());
    node.put("task", ended.task());
    node.set("values", RowsJson.texts(ended.values()));
    node.put(side(), ended.side());
    node.put("seed", ended.seed());
    node.put("status", ended.status());
    node.put("cause", ended.cause());
    return node;
  }

  private ObjectNode trial(TrialRecord record, CellAxes axes, String side) {
    ObjectNode node = TrialJson.object();
    node.put("id", record.id().value());
    node.put("task", record.spec().taskName());
    node.set("values", RowsJson.texts(axes.values(record.spec())));
    node.put(side(), side);
    node.put("seed", record.spec().seed());
    node.put("status", record.outcome().status().label());
    node.put("attempt", record.attempt());
    node.put("place", record.place());
    node.put("started", record.started().toString());
    node.put("ended", record.ended().toString());
    var run = record.outcome().run();
    node.put("parameters", run.parameters());
    node.put("forwardFlops", run.forwardFlops());
    node.put("stepFlops", run.stepFlops());
    node.put("steps", run.steps());
    RowsJson.addNumber(node, "stepSeconds", run.medianStepSeconds());
    RowsJson.addNumber(node, "trainingSeconds", run.trainingSeconds());
    RowsJson.addNumber(node, "totalSeconds", run.totalSeconds());
    ObjectNode metrics = node.putObject("metrics");
    lastOfEach(run.metrics()).forEach((name, value) -> RowsJson.addNumber(metrics, name, value));
    return node;
  }

  private static Map<String, Double> lastOfEach(List<EpochMetrics> points) {
    Map<String, Double> last = new TreeMap<>();
    points.forEach(point -> last.putAll(point.values()));
    return last;
  }
}
