package org.kvsweep.attention;

import java.util.List;

/** One attention of a layer at work, which can show what it did in the last forward pass. */
public final class ObservedAttention {
  private final Heads heads;
  private final int targetInput;
  private final int sourceInput;

  /**
   * @param targetInput the input of the network, from 0, whose tokens look
   * @param sourceInput the input whose tokens are looked at
   */
  ObservedAttention(Heads heads, int targetInput, int sourceInput) {
    this.heads = heads;
    this.targetInput = targetInput;
    this.sourceInput = sourceInput;
  }

  public int targetInput() {
    return targetInput;
  }

  public int sourceInput() {
    return sourceInput;
  }

  /** How many heads it has, or {@code most} if there are more. */
  public int heads(int most) {
    return Math.min(most, heads.count());
  }

  /**
   * What it did with the first example of the last forward pass.
   *
   * @param mostTokens how many targets and sources are wanted at most, the first ones
   * @param mostHeads the same of heads
   */
  public AttentionMap map(int mostTokens, int mostHeads) {
    return heads.map(mostTokens, mostHeads);
  }

  /** A function with attentions in it. */
  public interface Holder {

    /** The attentions, in the order in which they work. */
    List<ObservedAttention> attentions();
  }
}
