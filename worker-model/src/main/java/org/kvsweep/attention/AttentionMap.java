package org.kvsweep.attention;

import java.util.List;

/**
 * The scores and weights of the heads of one attention for one example.
 *
 * <p>T targets, the tokens that look; S sources, the tokens that are looked at.
 *
 * @param causal true if target i sees the sources 0..i only
 * @param heads the first of them
 * @param allHeads H, how many there are
 * @param allTargets how many tokens look in all, T of which are here
 * @param allSources how many are looked at in all, S of which are here
 */
public record AttentionMap(
    boolean causal, List<Head> heads, int allHeads, int allTargets, int allSources) {
  public AttentionMap {
    heads = List.copyOf(heads);
  }

  /**
   * One head.
   *
   * @param scores [T][S] before the softmax and before any mask. With a position map they are Σw·S
   *     + g(j): what it adds by target, f(i) + b, is left out, since the softmax does not see it
   *     (see {@link PositionGrid})
   * @param weights [T][S] after the softmax, 0 for what a target can't see
   * @param position what the position map does to the scores
   */
  @SuppressWarnings("ArrayRecordComponent") // numbers on their way into a file; never compared
  public record Head(double[][] scores, double[][] weights, Position position) {}

  /**
   * The position map of a head: scores are those without it times the factor, plus what is added.
   *
   * @param factor Σw; 1 where there is no position map
   * @param added [S] g, by source; empty where there is no position map
   */
  @SuppressWarnings("ArrayRecordComponent") // as above
  public record Position(double factor, double[] added) {
    static final Position NONE = new Position(1, new double[0]);
  }
}
