package org.kvsweep.report.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.kvsweep.attention.AttentionMap;
import org.kvsweep.training.AttentionMaps;
import org.kvsweep.training.AttentionMaps.Look;
import org.kvsweep.trial.TrialJson;

/**
 * Attention maps as a page has them: numbers as 16-bit multiples of a step, in base64, which is a
 * third of what digits would take; equal numbers stay equal. Large maps are cut once more.
 */
final class MapData {
  /** Scores, and as many weights, of one trial: 600 KB on the page. */
  static final int MOST_VALUES = 110_000;

  private static final int LARGEST = Short.MAX_VALUE;

  private MapData() {}

  static ObjectNode of(AttentionMaps maps) {
    int most = mostTokens(maps);
    ObjectNode node = TrialJson.object();
    node.put("example", maps.example());
    ArrayNode tokens = node.putArray("tokens");
    maps.tokens().forEach(names -> names.stream().limit(most).forEach(tokens.addArray()::add));
    ArrayNode layers = node.putArray("layers");
    maps.layers().forEach(look -> add(layers.addObject(), look, most));
    node.put("moreLayers", maps.allLayers() - maps.layers().size());
    return node;
  }

  private static int mostTokens(AttentionMaps maps) {
    int count = maps.layers().stream().mapToInt(look -> look.map().heads().size()).sum();
    return (int) Math.sqrt((double) MOST_VALUES / Math.max(1, count));
  }

  private static void add(ObjectNode node, Look look, int most) {
    AttentionMap map = look.map();
    node.put("name", look.name())
        .put("targets", look.targets())
        .put("sources", look.sources())
        .put("causal", map.causal())
        .put("allHeads", map.allHeads())
        .put("allTokens", Math.max(map.allTargets(), map.allSources()));
    ArrayNode heads = node.putArray("heads");
    for (AttentionMap.Head head : map.heads()) {
      ObjectNode one = heads.addObject();
      one.set("scores", packed(head.scores(), most));
      one.set("weights", packed(head.weights(), most));
      double[] added = head.position().added();
      if (added.length > 0) {
        one.put("factor", head.position().factor());
        one.set("added", packed(new double[][] {added}, most));
      }
    }
  }

  private static ObjectNode packed(double[][] matrix, int most) {
    int rows = Math.min(most, matrix.length);
    int columns = Math.min(most, matrix[0].length);
    double largest = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        largest = Math.max(largest, Math.abs(matrix[i][j]));
      }
    }
    double step = largest == 0 ? 1 : largest / LARGEST;
    ByteBuffer bytes =
        ByteBuffer.allocate(rows * columns * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        bytes.putShort((short) Math.rint(matrix[i][j] / step));
      }
    }
    return TrialJson.object()
        .put("step", step)
        .put("numbers", Base64.getEncoder().encodeToString(bytes.array()));
  }
}
