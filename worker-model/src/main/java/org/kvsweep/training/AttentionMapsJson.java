package org.kvsweep.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.kvsweep.attention.AttentionMap;
import org.kvsweep.training.AttentionMaps.Look;
import org.kvsweep.trial.StrictObject;
import org.kvsweep.trial.TrialJson;

/**
 * Attention maps as JSON; docs/results-format.md has the fields. What is read may have been written
 * by anyone: it has the shapes and sizes that {@link AttentionMaps} would have made, or is refused.
 */
final class AttentionMapsJson {
  private static final int FORMAT = 1;

  /** The digits of numbers: more than any picture shows, and few enough for a small file. */
  private static final double DIGITS = 1e5;

  private static final int LONGEST_NAME = 200;

  private AttentionMapsJson() {}

  static byte[] write(AttentionMaps maps) {
    ObjectNode node = TrialJson.object();
    node.put("format", FORMAT).put("example", maps.example());
    ArrayNode tokens = node.putArray("tokens");
    maps.tokens().forEach(names -> names.forEach(tokens.addArray()::add));
    node.put("allLayers", maps.allLayers());
    ArrayNode layers = node.putArray("layers");
    maps.layers().forEach(look -> write(layers.addObject(), look));
    return TrialJson.text(node).getBytes(StandardCharsets.UTF_8);
  }

  private static void write(ObjectNode node, Look look) {
    AttentionMap map = look.map();
    node.put("name", look.name())
        .put("targets", look.targets())
        .put("sources", look.sources())
        .put("causal", map.causal())
        .put("allHeads", map.allHeads())
        .put("allTargets", map.allTargets())
        .put("allSources", map.allSources());
    ArrayNode heads = node.putArray("heads");
    for (AttentionMap.Head head : map.heads()) {
      ObjectNode one = heads.addObject();
      one.put("factor", head.position().factor());
      write(one.putArray("added"), head.position().added());
      write(one.putArray("scores"), head.scores());
      write(one.putArray("weights"), head.weights());
    }
  }

  private static void write(ArrayNode rows, double[][] matrix) {
    for (double[] row : matrix) {
      write(rows.addArray(), row);
    }
  }

  private static void write(ArrayNode into, double[] numbers) {
    for (double number : numbers) {
      double rounded = Math.rint(number * DIGITS) / DIGITS;
      if (rounded == Math.rint(rounded)) {
        into.add((long) rounded);
      } else {
        into.add(rounded);
      }
    }
  }

  /**
   * The maps in that text.
   *
   * @throws IllegalArgumentException if it is not what {@link #write} gives
   */
  static AttentionMaps read(byte[] json) {
    StrictObject node =
        StrictObject.of(TrialJson.parse(new String(json, StandardCharsets.UTF_8)), "attention");
    expect("format", node.count("format"), FORMAT, FORMAT);
    List<List<String>> tokens =
        node.textRows("tokens").stream()
            .map(names -> names.stream().map(AttentionMapsJson::name).toList())
            .toList();
    List<Look> layers = node.list("layers", layer -> look(layer, tokens));
    expect("layers", layers.size(), 0, AttentionMaps.MOST_LAYERS);
    return new AttentionMaps(name(node.text("example")), tokens, layers, node.count("allLayers"));
  }

  private static Look look(StrictObject node, List<List<String>> tokens) {
    int targets = node.count("targets");
    int sources = node.count("sources");
    expect("targets", targets, 0, tokens.size() - 1);
    expect("sources", sources, 0, tokens.size() - 1);
    int rows = tokens.get(targets).size();
    int columns = tokens.get(sources).size();
    expect("number of tokens", rows, 1, AttentionMaps.MOST_TOKENS);
    expect("number of tokens", columns, 1, AttentionMaps.MOST_TOKENS);
    List<AttentionMap.Head> heads = node.list("heads", head -> head(head, rows, columns));
    expect("number of heads", heads.size(), 1, AttentionMaps.MOST_HEADS);
    return new Look(
        name(node.text("name")),
        targets,
        sources,
        new AttentionMap(
            node.flag("causal"),
            heads,
            node.count("allHeads"),
            node.count("allTargets"),
            node.count("allSources")));
  }

  private static AttentionMap.Head head(StrictObject node, int rows, int columns) {
    double[] added = node.numbers("added");
    expect("length of added", added.length, added.length == 0 ? 0 : columns, columns);
    return new AttentionMap.Head(
        node.matrix("scores", rows, columns),
        node.matrix("weights", rows, columns),
        new AttentionMap.Position(node.number("factor"), added));
  }

  private static String name(String text) {
    expect("length of a name", text.length(), 0, LONGEST_NAME);
    return text;
  }

  private static void expect(String what, long got, long least, long most) {
    if (got < least || got > most) {
      throw new IllegalArgumentException(
          "Cannot read attention maps: expected the %s from %d to %d, got %d"
              .formatted(what, least, most, got));
    }
  }
}
