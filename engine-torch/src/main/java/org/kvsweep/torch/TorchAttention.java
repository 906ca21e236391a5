package org.kvsweep.torch;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.kvsweep.attention.AttentionFacts;
import org.kvsweep.attention.BlockLayer;
import org.kvsweep.attention.PositionGrid;

/**
 * Multi-head attention in LibTorch's operations.
 *
 * <pre>
 * B batch, H heads, T targets, S sources, D width, K = D / H head width; c is √K or √D
 *
 * qkv     S = q·kᵀ / c           [B, H, T, S]
 * kv      S = k·kᵀ / c
 * kv-pos  S = Σw · k·kᵀ / c + g  g [S] and Σw are one product of w: {@link PositionGrid}
 *
 * y = (drop(softmax(mask(S)))·v)·Wₒ + bₒ
 * </pre>
 *
 * <p>Where nothing is learned about the scores and no weight is dropped, that is LibTorch's {@code
 * scaled_dot_product_attention}. It has no gradient for what is added to scores, and draws dropout
 * from a generator that all trials of a process share; otherwise the formula stands here.
 */
final class TorchAttention {
  private final LayerPass pass;
  private final String name;
  private final BlockLayer block;
  private final AttentionFacts facts;
  private final double dropoutRate;

  /**
   * An attention of that block.
   *
   * @param name what the names of its parameters begin with
   * @param facts its own: cross-attention has no mask
   * @param dropoutRate of the weights
   */
  TorchAttention(
      LayerPass pass, String name, BlockLayer block, AttentionFacts facts, double dropoutRate) {
    this.pass = pass;
    this.name = name;
    this.block = block;
    this.facts = facts;
    this.dropoutRate = dropoutRate;
  }

  /**
   * Self-attention: [B, T, D] to [B, T, D].
   *
   * @param hidden [B, 1, 1, S], 0 or minus infinity by source; null where all are seen
   */
  Tensor self(Tensor x, Tensor hidden) {
    TensorVector parts = pass.linear(x, name + ".in").split(x.size(-1), -1);
    Tensor value = heads(parts.get(parts.size() - 1));
    Tensor key = heads(parts.get(parts.size() - 2));
    Tensor query = block.getAttention().hasQuery() ? heads(parts.get(0)) : key;
    return output(query, key, value, hidden);
  }

  /** Attention from x [B, T, D] to a memory [B, S, D], which has a query in every variant. */
  Tensor cross(Tensor x, Tensor memory, Tensor hidden) {
    TensorVector parts = pass.linear(memory, name + ".memory").split(x.size(-1), -1);
    Tensor query = heads(pass.linear(x, name + ".query"));
    return output(query, heads(parts.get(0)), heads(parts.get(1)), hidden);
  }

  /** [B, T, D] to [B, H, T, K]. */
  private Tensor heads(Tensor x) {
    long headWidth = x.size(-1) / block.getHeads();
    return x.view(x.size(0), x.size(1), block.getHeads(), headWidth).transpose(1, 2);
  }

  private Tensor output(Tensor query, Tensor key, Tensor value, Tensor hidden) {
    boolean position = block.getAttention().hasPosition();
    Tensor attended =
        position || pass.dropout().active(dropoutRate)
            ? stepByStep(query, key, value, hidden, position)
            : fused(query, key, value, hidden);
    Tensor rows = attended.transpose(1, 2).reshape(query.size(0), query.size(2), width());
    return pass.linear(rows, name + ".out");
  }

  private long width() {
    return block.getNOut();
  }

  private double scale() {
    return 1 / facts.scale().of((int) width(), block.getHeads());
  }

  private Tensor fused(Tensor query, Tensor key, Tensor value, Tensor hidden) {
    boolean causalAlone = facts.causal() && hidden == null;
    Tensor mask = causalAlone ? null : mask(hidden, query);
    return torch.scaled_dot_product_attention(
        query,
        key,
        value,
        mask == null ? new TensorOptional() : new TensorOptional(mask.to(query.scalar_type())),
        0,
        causalAlone,
        new DoubleOptional(scale()),
        false);
  }

  private Tensor stepByStep(
      Tensor query, Tensor key, Tensor value, Tensor hidden, boolean position) {
    Tensor asked = query.mul(new Scalar(scale()));
    Tensor added = mask(hidden, query);
    if (position) {
      long sources = key.size(2);
      Tensor map = positionMap((int) sources); // [maps, S + 1]
      Tensor bias = map.narrow(1, 0, sources).view(1, -1, 1, sources);
      asked = asked.mul(map.narrow(1, sources, 1).view(1, -1, 1, 1));
      added = added == null ? bias : added.add(bias);
    }
    Tensor scores = torch.matmul(asked, key.transpose(-2, -1)); // [B, H, T, S]
    Tensor weights = torch.softmax(added == null ? scores : scores.add(added), -1);
    return torch.matmul(pass.drop(weights, dropoutRate), value);
  }

  /** What is added by source, g, then the factor of the scores, Σw: [maps, S + 1]. */
  private Tensor positionMap(int sources) {
    Tensor basis =
        pass.constant(
            name + ".basis/" + sources,
            () -> PositionGrid.basis(block.getPositionChannels(), sources));
    return torch.matmul(pass.parameter(name + ".position.W"), basis);
  }

  /** What is added to scores that are not seen, [.., T, S]; null where all are. */
  private Tensor mask(Tensor hidden, Tensor query) {
    if (!facts.causal()) {
      return hidden;
    }
    int tokens = (int) query.size(2);
    Tensor later = pass.constant(name + ".later/" + tokens, () -> later(tokens));
    return hidden == null ? later : hidden.add(later);
  }

  private static double[][] later(int tokens) {
    double[][] mask = new double[tokens][tokens];
    for (int target = 0; target < tokens; target++) {
      for (int source = target + 1; source < tokens; source++) {
        mask[target][source] = Double.NEGATIVE_INFINITY;
      }
    }
    return mask;
  }
}
