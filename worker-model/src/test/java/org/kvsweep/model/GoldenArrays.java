package org.kvsweep.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kvsweep.attention.AttentionVariant;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The reference's parameters, or their gradients, by our names and in our layout: [in, out],
 * projections side by side.
 */
final class GoldenArrays {
  private final GoldenCase golden;
  private final String kind;
  private final Map<String, INDArray> arrays = new LinkedHashMap<>();

  /**
   * None yet.
   *
   * @param kind {@code parameters} or {@code gradients}
   */
  GoldenArrays(GoldenCase golden, String kind) {
    this.golden = golden;
    this.kind = kind;
  }

  Map<String, INDArray> all() {
    return arrays;
  }

  INDArray of(String theirs) {
    return golden.of(kind, theirs);
  }

  GoldenArrays put(String own, INDArray value) {
    arrays.put(own, value);
    return this;
  }

  GoldenArrays linear(String own, String theirs) {
    arrays.put(own + ".W", of(theirs + ".weight").transpose());
    arrays.put(own + ".b", row(theirs + ".bias"));
    return this;
  }

  GoldenArrays norm(String own, String theirs) {
    arrays.put(own + ".gain", row(theirs + ".weight"));
    arrays.put(own + ".bias", row(theirs + ".bias"));
    return this;
  }

  /** All of a self-attention. */
  GoldenArrays attention(String own, String theirs, AttentionVariant variant, boolean bias) {
    List<String> parts = variant.hasQuery() ? List.of("q", "k", "v") : List.of("k", "v");
    packed(own + ".in", theirs, parts, bias);
    return outputAndPosition(own, theirs, variant);
  }

  /** All of a cross-attention. */
  GoldenArrays crossAttention(String own, String theirs, AttentionVariant variant) {
    packed(own + ".query", theirs, List.of("q"), true);
    packed(own + ".memory", theirs, List.of("k", "v"), true);
    return outputAndPosition(own, theirs, variant);
  }

  private void packed(String own, String theirs, List<String> parts, boolean bias) {
    List<INDArray> weights = new ArrayList<>();
    List<INDArray> biases = new ArrayList<>();
    for (String part : parts) {
      weights.add(of(theirs + "." + part + ".weight").transpose());
      if (bias) {
        biases.add(row(theirs + "." + part + ".bias"));
      }
    }
    arrays.put(own + ".W", Nd4j.hstack(weights));
    if (bias) {
      arrays.put(own + ".b", Nd4j.hstack(biases));
    }
  }

  private GoldenArrays outputAndPosition(String own, String theirs, AttentionVariant variant) {
    arrays.put(own + ".out.W", of(theirs + ".out.weight").transpose());
    if (golden.names().contains(theirs + ".out.bias")) {
      arrays.put(own + ".out.b", row(theirs + ".out.bias"));
    }
    if (variant.hasPosition()) {
      arrays.put(own + ".position.W", of(theirs + ".pos_weight"));
      arrays.put(own + ".position.b", row(theirs + ".pos_bias"));
    }
    return this;
  }

  /** A vector as a matrix of one row. */
  INDArray row(String theirs) {
    INDArray vector = of(theirs);
    return vector.reshape(1, vector.length());
  }
}
