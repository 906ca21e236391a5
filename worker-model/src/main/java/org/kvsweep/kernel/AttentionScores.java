package org.kvsweep.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The scores of attention before mask and softmax, S = Σw · Q·Kᵀ / c + g.
 *
 * <p>This is the one plain statement of the formula: {@link Nd4jKernels} computes with it, and what
 * is shown of an attention comes from it. Fused kernels state it a second time on purpose, in loops
 * of their own, and are tested against this one.
 */
public final class AttentionScores {
  private AttentionScores() {}

  /**
   * The scores of every target and source.
   *
   * @param query [.., T, K]; the keys where attention has no query
   * @param key [.., S, K]
   * @param scale c
   * @param gain Σw, [.., 1, 1], the factor of a position map; null is 1
   * @param bias g, [.., 1, S], what a position map adds by source; null is 0
   * @return [.., T, S]
   */
  public static INDArray of(
      INDArray query, INDArray key, double scale, INDArray gain, INDArray bias) {
    INDArray scores = Nd4j.matmul(query, key, false, true, false).divi(scale);
    if (gain != null) {
      scores.muli(gain.broadcast(scores.shape()));
    }
    if (bias != null) {
      scores.addi(bias.broadcast(scores.shape()));
    }
    return scores;
  }
}
