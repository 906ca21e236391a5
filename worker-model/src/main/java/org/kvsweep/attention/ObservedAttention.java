package org.kvsweep.attention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kvsweep.kernel.AttentionOperands;
import org.kvsweep.kernel.AttentionScores;
import org.kvsweep.kernel.AttentionShape;
import org.kvsweep.kernel.Matrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One attention of a layer at work, which can show what it did in the last forward pass. */
public final class ObservedAttention {
  private final DotProductAttention attention;
  private final int targetInput;
  private final int sourceInput;

  /**
   * An attention between two inputs of the network, or within one.
   *
   * @param targetInput the input of the network, from 0, whose tokens look
   * @param sourceInput the input whose tokens are looked at
   */
  ObservedAttention(DotProductAttention attention, int targetInput, int sourceInput) {
    this.attention = attention;
    this.targetInput = targetInput;
    this.sourceInput = sourceInput;
  }

  public int targetInput() {
    return targetInput;
  }

  public int sourceInput() {
    return sourceInput;
  }

  /** Returns the number of heads, at most {@code most}. */
  public int heads(int most) {
    return Math.min(most, attention.heads());
  }

  /**
   * Returns the attention maps of the first example of the last forward pass.
   *
   * @param mostTokens how many targets and sources are wanted at most, the first ones
   * @param mostHeads the same of heads
   */
  public AttentionMap map(int mostTokens, int mostHeads) {
    AttentionOperands o = attention.operands();
    AttentionShape shape = o.shape();
    int targets = Math.min(mostTokens, shape.targets());
    int sources = Math.min(mostTokens, shape.sources());
    List<AttentionMap.Head> shown = new ArrayList<>();
    for (int head = 0; head < heads(mostHeads); head++) {
      AttentionMap.Position position = position(o, head, sources);
      Matrix weights = o.weights().rows(head * shape.targets(), targets).columns(0, sources);
      shown.add(
          new AttentionMap.Head(
              scores(o, head, targets, sources, position).toDoubleMatrix(),
              exact(weights).toDoubleMatrix(),
              position));
    }
    return new AttentionMap(shape.causal(), shown, shape.heads(), shape.targets(), shape.sources());
  }

  /** The scores anew, in double: kernels write the weights over them. */
  private static INDArray scores(
      AttentionOperands o, int head, int targets, int sources, AttentionMap.Position position) {
    int width = o.shape().headWidth();
    INDArray query = exact(o.query().rows(0, targets).columns(head * width, width)); // [T, K]
    INDArray key = exact(o.key().rows(0, sources).columns(head * width, width)); // [S, K]
    INDArray gain = Nd4j.createFromArray(new double[][] {{position.factor()}});
    INDArray bias =
        o.position() == null ? null : Nd4j.createFromArray(new double[][] {position.added()});
    return AttentionScores.of(query, key, o.shape().scale(), gain, bias);
  }

  private static AttentionMap.Position position(AttentionOperands o, int head, int sources) {
    if (o.position() == null) {
      return AttentionMap.Position.NONE;
    }
    double[] map = exact(o.position().rows(o.positionRow(head), 1)).toDoubleVector(); // [S + 1]
    return new AttentionMap.Position(map[o.shape().sources()], Arrays.copyOf(map, sources));
  }

  private static INDArray exact(Matrix matrix) {
    return matrix.view().dup('c').castTo(DataType.DOUBLE);
  }

  /** A function with attentions in it. */
  public interface Holder {

    /** The attentions, in the order in which they work. */
    List<ObservedAttention> attentions();
  }
}
