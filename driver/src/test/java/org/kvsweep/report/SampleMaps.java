package org.kvsweep.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialSpec;

/** The file of a made-up model: its attention maps, made of random queries and keys. */
public final class SampleMaps {
  private static final int HEAD_WIDTH = 3;
  private static final int HEADS = 2;

  private SampleMaps() {}

  /** A model of that trial, with a block for each of its depth. */
  public static TrainedModel of(TrialSpec spec, String... tokens) {
    return model(json(spec, tokens).toString());
  }

  /** A model whose file begins with these maps. */
  public static TrainedModel model(String maps) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("kvsweep/attention.json"));
      zip.write(maps.getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("coefficients.bin"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TrainedModel(bytes.toByteArray());
  }

  static ObjectNode json(TrialSpec spec, String... tokens) {
    Random random = new Random(31 * spec.seed() + ModelKeys.attentionOf(spec).label().length());
    ObjectNode node = TrialJson.object().put("format", 1).put("example", "a made-up example");
    Arrays.stream(tokens).forEach(node.putArray("tokens").addArray()::add);
    int depth = spec.model().integer("depth");
    node.put("allLayers", depth);
    ArrayNode layers = node.putArray("layers");
    for (int layer = 1; layer <= depth; layer++) {
      ObjectNode one =
          layers.addObject().put("name", "block " + layer).put("targets", 0).put("sources", 0);
      one.put("causal", false).put("allHeads", HEADS);
      one.put("allTargets", tokens.length).put("allSources", tokens.length);
      ArrayNode heads = one.putArray("heads");
      for (int head = 0; head < HEADS; head++) {
        add(heads.addObject(), spec, tokens.length, random);
      }
    }
    return node;
  }

  private static void add(ObjectNode head, TrialSpec spec, int length, Random random) {
    double[][] keys = vectors(length, random);
    double[][] queries = ModelKeys.attentionOf(spec).hasQuery() ? vectors(length, random) : keys;
    head.put("factor", ModelKeys.attentionOf(spec).hasPosition() ? 1.5 : 1);
    ArrayNode added = head.putArray("added");
    ArrayNode scores = head.putArray("scores");
    ArrayNode weights = head.putArray("weights");
    for (int j = 0; j < length && ModelKeys.attentionOf(spec).hasPosition(); j++) {
      added.add(Math.sin(j));
    }
    for (double[] query : queries) {
      double[] row = new double[length];
      for (int j = 0; j < length; j++) {
        for (int k = 0; k < HEAD_WIDTH; k++) {
          row[j] += query[k] * keys[j][k];
        }
        row[j] = ModelKeys.attentionOf(spec).hasPosition() ? 1.5 * row[j] + Math.sin(j) : row[j];
      }
      double sum = Arrays.stream(row).map(Math::exp).sum();
      Arrays.stream(row).forEach(scores.addArray()::add);
      Arrays.stream(row).map(score -> Math.exp(score) / sum).forEach(weights.addArray()::add);
    }
  }

  private static double[][] vectors(int count, Random random) {
    double[][] vectors = new double[count][HEAD_WIDTH];
    for (double[] vector : vectors) {
      Arrays.setAll(vector, k -> random.nextGaussian());
    }
    return vectors;
  }
}
