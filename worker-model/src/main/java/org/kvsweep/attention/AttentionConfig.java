package org.kvsweep.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.kvsweep.kernel.AttentionShape;
import org.kvsweep.layer.Initial;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.ParameterSpec;

/**
 * The settings that define an attention: its parameters, its cost and the shape for the kernels.
 *
 * @param facts those of the model
 * @param width D
 * @param heads H
 * @param positionChannels m, of the position grid; used by KV+Pos only
 */
record AttentionConfig(
    AttentionVariant variant, AttentionFacts facts, int width, int heads, int positionChannels) {

  AttentionConfig {
    Objects.requireNonNull(facts, "facts");
    AttentionShape.requireHeads(width, heads);
  }

  /**
   * The parameters of self-attention: projections in one matrix, output projection, position map.
   */
  List<ParameterSpec> parameters(String name) {
    List<ParameterSpec> all = new ArrayList<>(projection(name + ".in", projectedWidth()));
    all.addAll(outputAndPosition(name));
    return List.copyOf(all);
  }

  /**
   * The parameters of cross-attention: a query in every variant, keys and values in one matrix, the
   * rest as in self-attention.
   */
  List<ParameterSpec> crossParameters(String name) {
    List<ParameterSpec> all = new ArrayList<>(projection(name + ".query", width));
    all.addAll(projection(name + ".memory", 2 * width));
    all.addAll(outputAndPosition(name));
    return List.copyOf(all);
  }

  private List<ParameterSpec> projection(String name, int columns) {
    Start start = facts.start();
    List<ParameterSpec> all = new ArrayList<>();
    all.add(ParameterSpec.weight(name + ".W", width, columns, start.projections(width, columns)));
    if (facts.projectionBias()) {
      all.add(ParameterSpec.vector(name + ".b", columns, start.biases(width)));
    }
    return all;
  }

  private List<ParameterSpec> outputAndPosition(String name) {
    Start start = facts.start();
    List<ParameterSpec> all = new ArrayList<>();
    all.add(ParameterSpec.weight(name + ".out.W", width, width, start.weights(width, width)));
    if (facts.outputBias()) {
      all.add(ParameterSpec.vector(name + ".out.b", width, start.biases(width)));
    }
    if (variant.hasPosition()) {
      int maps = facts.positionMaps(heads);
      Initial glorot = Initial.glorot(positionChannels, maps);
      all.add(ParameterSpec.weight(name + ".position.W", maps, positionChannels, glorot));
      // One number a map, kept for the paper's counts; PositionGrid says why it has no effect.
      all.add(ParameterSpec.vector(name + ".position.b", maps, Initial.zero()));
    }
    return all;
  }

  /** The width of all projections of the input together. */
  int projectedWidth() {
    return variant.projections() * width;
  }

  AttentionShape shape(int batch, int targets, int sources) {
    double scale = facts.scale().of(width, heads);
    return new AttentionShape(batch, heads, targets, sources, width, scale, facts.causal());
  }

  /** Floating-point operations of the products in the forward pass of one example. */
  long forwardFlops(int tokens) {
    return projectionFlops(tokens, variant.projections()) + 2 * productFlops(tokens);
  }

  /** Operations of the backward pass; without a query, both sides of K·Kᵀ take a product too. */
  long backwardFlops(int tokens) {
    return 2 * projectionFlops(tokens, variant.projections()) + 4 * productFlops(tokens);
  }

  /** Operations of the forward pass of cross-attention from so many tokens to as many. */
  long crossForwardFlops(int tokens) {
    return projectionFlops(tokens, 3) + 2 * productFlops(tokens);
  }

  /** Operations of the backward pass of cross-attention. */
  long crossBackwardFlops(int tokens) {
    return 2 * projectionFlops(tokens, 3) + 4 * productFlops(tokens);
  }

  private long projectionFlops(int tokens, int projections) {
    return Linear.forwardFlops(tokens, width, projections * width)
        + Linear.forwardFlops(tokens, width, width);
  }

  /** Operations of one of the products over all heads: T·T·D multiply-adds. */
  private long productFlops(int tokens) {
    return 2L * tokens * tokens * width;
  }
}
