package org.kvsweep.attention;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.kernel.AttentionShape;
import org.kvsweep.layer.Initial;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.ParameterSpec;

/**
 * What defines an attention.
 *
 * @param width D
 * @param heads H
 * @param positionChannels m, of the position grid; used by KV+Pos only
 */
public record AttentionConfig(
    AttentionVariant variant, AttentionStyle style, int width, int heads, int positionChannels) {

  public AttentionConfig {
    if (heads < 1 || width < 1 || width % heads != 0) {
      throw new IllegalArgumentException(
          "Cannot split attention: width %d is not divisible by %d heads".formatted(width, heads));
    }
  }

  AttentionConfig withStyle(AttentionStyle other) {
    return new AttentionConfig(variant, other, width, heads, positionChannels);
  }

  /**
   * The parameters of self-attention: projections in one matrix, output projection, position map.
   */
  public List<ParameterSpec> parameters(String name) {
    List<ParameterSpec> all = new ArrayList<>(projection(name + ".in", packedWidth()));
    all.addAll(outputAndPosition(name));
    return List.copyOf(all);
  }

  /**
   * Of cross-attention: a query in every variant, keys and values in one matrix, the rest alike.
   */
  public List<ParameterSpec> crossParameters(String name) {
    List<ParameterSpec> all = new ArrayList<>(projection(name + ".query", width));
    all.addAll(projection(name + ".memory", 2 * width));
    all.addAll(outputAndPosition(name));
    return List.copyOf(all);
  }

  private List<ParameterSpec> projection(String name, int packed) {
    List<ParameterSpec> all = new ArrayList<>();
    all.add(ParameterSpec.weight(name + ".W", width, packed, style.projectionStart(width, packed)));
    if (style.projectionBias()) {
      all.add(ParameterSpec.vector(name + ".b", packed, style.biasStart(width)));
    }
    return all;
  }

  private List<ParameterSpec> outputAndPosition(String name) {
    List<ParameterSpec> all = new ArrayList<>();
    all.add(ParameterSpec.weight(name + ".out.W", width, width, style.outputStart(width)));
    if (style.outputBias()) {
      all.add(ParameterSpec.vector(name + ".out.b", width, style.biasStart(width)));
    }
    if (variant.hasPosition()) {
      int maps = style.positionMaps(heads);
      Initial start = Initial.glorot(positionChannels, maps);
      all.add(ParameterSpec.weight(name + ".position.W", maps, positionChannels, start));
      // One number a map, kept for the paper's counts; PositionGrid says why it has no effect.
      all.add(ParameterSpec.vector(name + ".position.b", maps, Initial.zero()));
    }
    return all;
  }

  /** The width of all projections of the input together. */
  int packedWidth() {
    return variant.projections() * width;
  }

  AttentionShape shape(int batch, int targets, int sources) {
    double scale = style.scale(width, heads);
    return new AttentionShape(batch, heads, targets, sources, width, scale, style.causal());
  }

  /** Floating-point operations of the products in the forward pass of one example. */
  public long forwardFlops(int tokens) {
    return projectionFlops(tokens, variant.projections()) + 2 * productFlops(tokens);
  }

  /** The same of the backward pass; without a query, both sides of K·Kᵀ take a product too. */
  public long backwardFlops(int tokens) {
    return 2 * projectionFlops(tokens, variant.projections()) + 4 * productFlops(tokens);
  }

  /** The same of cross-attention from so many tokens to as many. */
  public long crossForwardFlops(int tokens) {
    return projectionFlops(tokens, 3) + 2 * productFlops(tokens);
  }

  /** The same of its backward pass. */
  public long crossBackwardFlops(int tokens) {
    return 2 * projectionFlops(tokens, 3) + 4 * productFlops(tokens);
  }

  private long projectionFlops(int tokens, int projections) {
    return Linear.forwardFlops(tokens, width, projections * width)
        + Linear.forwardFlops(tokens, width, width);
  }

  /** One of the products over all heads: T·T·D multiply-adds. */
  private long productFlops(int tokens) {
    return 2L * tokens * tokens * width;
  }
}
