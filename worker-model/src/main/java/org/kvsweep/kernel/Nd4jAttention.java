package org.kvsweep.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Attention in ND4J's own operations, every [B, H, T, S] array in full.
 *
 * <p>B batch, H heads, T targets, S sources, D width, K = D / H.
 */
final class Nd4jAttention {
  private Nd4jAttention() {}

  static void forward(AttentionOperands o) {
    AttentionShape s = o.shape();
    INDArray scores = scores(o, positionGain(o), positionBias(o)); // [B, H, T, S]
    if (s.causal()) {
      scores.addi(causalMask(s, scores.dataType()));
    }
    if (o.lengths() != null) {
      hidePadding(o, scores);
    }
    INDArray weights = softmax(scores);
    o.weights()
        .view()
        .assign(weights.reshape((long) s.batch() * s.heads() * s.targets(), s.sources()));
    Nd4jDropout.drop(o.dropout(), weights);
    INDArray output = Nd4j.matmul(weights, split(o.value(), s, s.sources())); // [B, H, T, K]
    merge(output, s, o.output());
  }

  static void backward(AttentionOperands o, Matrix dOutput) {
    AttentionShape s = o.shape();
    INDArray weights = perHead(o.weights(), s);
    INDArray dHeads = split(dOutput, s, s.targets());
    INDArray dropped = weights.dup();
    Nd4jDropout.drop(o.dropout(), dropped);
    merge(Nd4j.matmul(dropped, dHeads, true, false, false), s, o.gradients().value());
    INDArray dWeights = Nd4j.matmul(dHeads, split(o.value(), s, s.sources()), false, true, false);
    Nd4jDropout.drop(o.dropout(), dWeights);
    INDArray rowSums = dWeights.mul(weights).sum(true, 3);
    INDArray dScores =
        dWeights.sub(rowSums.broadcast(dWeights.shape())).mul(weights); // [B, H, T, S]
    if (o.position() != null) {
      positionGradient(o, dScores);
      dScores.muli(positionGain(o).broadcast(dScores.shape()));
    }
    dScores.divi(s.scale());
    INDArray dQuery = Nd4j.matmul(dScores, split(o.key(), s, s.sources()));
    INDArray dKey = Nd4j.matmul(dScores, split(o.query(), s, s.targets()), true, false, false);
    if (o.keyIsQuery()) {
      merge(dQuery.add(dKey), s, o.gradients().key());
    } else {
      merge(dQuery, s, o.gradients().query());
      merge(dKey, s, o.gradients().key());
    }
  }

  private static INDArray scores(AttentionOperands o, INDArray gain, INDArray bias) {
    AttentionShape s = o.shape();
    INDArray query = split(o.query(), s, s.targets()); // [B, H, T, K]
    INDArray key = split(o.key(), s, s.sources()); // [B, H, S, K]
    return AttentionScores.of(query, key, s.scale(), gain, bias);
  }

  /** The factor of each head's scores, [1, maps, 1, 1]; null without a position map. */
  private static INDArray positionGain(AttentionOperands o) {
    return o.position() == null ? null : positionPart(o, o.shape().sources(), 1);
  }

  /** The addend of each head's scores by source, [1, maps, 1, S]; null without a map. */
  private static INDArray positionBias(AttentionOperands o) {
    return o.position() == null ? null : positionPart(o, 0, o.shape().sources());
  }

  private static INDArray positionPart(AttentionOperands o, int column, int columns) {
    INDArray part = o.position().columns(column, columns).view().dup('c');
    return part.reshape('c', 1, o.position().rows(), 1, columns);
  }

  private static void positionGradient(AttentionOperands o, INDArray dScores) {
    AttentionShape s = o.shape();
    Matrix gradient = o.gradients().position();
    INDArray byColumn = dScores.sum(0, 2); // [H, S]
    INDArray byGain = dScores.mul(scores(o, null, null)).sum(0, 2, 3); // [H]
    boolean shared = gradient.rows() == 1;
    gradient.columns(0, s.sources()).view().assign(shared ? byColumn.sum(true, 0) : byColumn);
    gradient
        .columns(s.sources(), 1)
        .view()
        .assign(shared ? byGain.sum(true, 0).reshape(1, 1) : byGain.reshape(s.heads(), 1));
  }

  private static INDArray causalMask(AttentionShape s, DataType type) {
    INDArray mask = Nd4j.zeros(type, s.targets(), s.sources());
    for (int target = 0; target < s.targets() - 1 && target < s.sources() - 1; target++) {
      mask.get(NDArrayIndex.point(target), NDArrayIndex.interval(target + 1, s.sources()))
          .assign(Double.NEGATIVE_INFINITY);
    }
    return mask.reshape(1, 1, s.targets(), s.sources())
        .broadcast(Nd4j.createUninitialized(type, headShape(s)));
  }

  private static void hidePadding(AttentionOperands o, INDArray scores) {
    AttentionShape s = o.shape();
    for (int example = 0; example < s.batch(); example++) {
      int seen = s.checkedLength(o.lengths().view().getDouble(example, 0));
      if (seen < s.sources()) {
        scores
            .get(
                NDArrayIndex.point(example),
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.interval(seen, s.sources()))
            .assign(Double.NEGATIVE_INFINITY);
      }
    }
  }

  private static INDArray softmax(INDArray scores) {
    INDArray top = scores.max(true, 3);
    INDArray e = Transforms.exp(scores.sub(top.broadcast(scores.shape())), false);
    return e.divi(e.sum(true, 3).broadcast(scores.shape()));
  }

  private static long[] headShape(AttentionShape s) {
    return new long[] {s.batch(), s.heads(), s.targets(), s.sources()};
  }

  private static INDArray perHead(Matrix weights, AttentionShape s) {
    return weights.shaped(headShape(s));
  }

  /** [B·T, H·K] to [B, H, T, K], copied. */
  private static INDArray split(Matrix rows, AttentionShape s, int tokens) {
    return rows.view()
        .dup('c')
        .reshape(s.batch(), tokens, s.heads(), s.headWidth())
        .permute(0, 2, 1, 3)
        .dup('c');
  }

  /** [B, H, T, K] into [B·T, H·K]. */
  private static void merge(INDArray heads, AttentionShape s, Matrix into) {
    into.view().assign(heads.permute(0, 2, 1, 3).dup('c').reshape(into.rows(), s.width()));
  }
}
