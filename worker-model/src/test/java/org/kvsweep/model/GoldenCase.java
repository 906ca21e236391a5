package org.kvsweep.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One case of the reference: parameters, inputs, logits, loss, gradients, losses under Adam. */
record GoldenCase(JsonNode json) {

  static GoldenCase read(String model, String variant) throws IOException {
    String name = "/golden/" + model + "-" + variant + ".json";
    try (InputStream in = GoldenCase.class.getResourceAsStream(name)) {
      return new GoldenCase(new ObjectMapper().readTree(in));
    }
  }

  int config(String key) {
    return json.get("config").get(key).intValue();
  }

  double loss() {
    return json.get("loss").doubleValue();
  }

  double[] adamLosses() {
    return flat(json.get("adam_losses"));
  }

  INDArray input(int index) {
    return array(json.get("inputs").get(index));
  }

  INDArray logits() {
    return array(json.get("logits"));
  }

  /** A parameter, or its gradient, as PyTorch holds it: weights are [out, in]. */
  INDArray of(String kind, String name) {
    JsonNode node = json.get(kind).get(name);
    if (node == null) {
      throw new IllegalArgumentException("Cannot find " + kind + " of " + name);
    }
    return array(node);
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    json.get("parameters").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static INDArray array(JsonNode node) {
    List<Long> shape = new ArrayList<>();
    for (JsonNode at = node; at.isArray(); at = at.get(0)) {
      shape.add((long) at.size());
    }
    long[] dimensions = shape.stream().mapToLong(Long::longValue).toArray();
    return Nd4j.createFromArray(flat(node)).reshape(dimensions);
  }

  private static double[] flat(JsonNode node) {
    List<Double> values = new ArrayList<>();
    collect(node, values);
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void collect(JsonNode node, List<Double> into) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, into));
    } else {
      into.add(node.doubleValue());
    }
  }
}
