package org.kvsweep.attention;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.kernel.AttentionShape;
import org.kvsweep.layer.Initial;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.ParameterSpec;
import org.kvsweep.layer.TokenShape;

/**
 * What defines a self-attention.
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

  /** The projections in one matrix, the output projection and, for KV+Pos, the position map. */
  public List<ParameterSpec> parameters(String name) {
    int packed = variant.projections() * width;
    List<ParameterSpec> all = new ArrayList<>();
    all.add(
        ParameterSpec.weight(name + ".in.W", width, packed, style.projectionStart(width, packed)));
    if (style.projectionBias()) {
      all.add(ParameterSpec.vector(name + ".in.b", packed, Initial.zero()));
    }
    all.addAll(
        Linear.parameters(
            name + ".out", width, width, style.outputStart(width), style.outputBiasStart(width)));
    if (variant.hasPosition()) {
      Initial start = Initial.glorot(positionChannels, 1);
      all.add(ParameterSpec.weight(name + ".position.W", 1, positionChannels, start));
      // One number a map, kept for the paper's counts; PositionGrid says why it has no effect.
      all.add(ParameterSpec.vector(name + ".position.b", 1, Initial.zero()));
    }
    return List.copyOf(all);
  }

  AttentionShape shape(TokenShape shape) {
    return new AttentionShape(
        shape.batch(),
        heads,
        shape.tokens(),
        shape.tokens(),
        width,
        style.scale(width, heads),
        false);
  }

  /** Floating-point operations of the products in the forward pass of one example. */
  public long forwardFlops(int tokens) {
    return projectionFlops(tokens) + 2 * productFlops(tokens);
  }

  /** The same of the backward pass; without a query one product serves both sides of K·Kᵀ. */
  public long backwardFlops(int tokens) {
    return 2 * projectionFlops(tokens) + (variant.hasQuery() ? 4 : 3) * productFlops(tokens);
  }

  private long projectionFlops(int tokens) {
    return Linear.forwardFlops(tokens, width, variant.projections() * width)
        + Linear.forwardFlops(tokens, width, width);
  }

  /** One of the products over all heads: T·T·D multiply-adds. */
  private long productFlops(int tokens) {
    return 2L * tokens * tokens * width;
  }
}
