package org.kvsweep.model;

import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import org.kvsweep.kernel.LabelSmoothing;
import org.kvsweep.layer.Initial;

/**
 * The facts that a language model fixes about its embedding and its output.
 *
 * @param vectorStart how the vectors of the tokens start
 * @param vectorScale what the vectors are multiplied by before positions are added, by the width D
 * @param positions what is added for the position of a token
 * @param output the weights of the output
 * @param outputStart how these start, if they are a parameter of their own
 * @param outputBiasStart how the biases of the output start, by the width D
 * @param labelSmoothing of the loss
 */
public record LanguageFacts(
    MatrixStart vectorStart,
    DoubleUnaryOperator vectorScale,
    Positions positions,
    OutputWeights output,
    MatrixStart outputStart,
    IntFunction<Initial> outputBiasStart,
    LabelSmoothing labelSmoothing) {

  /** The start of a matrix of a given shape. */
  public interface MatrixStart {
    Initial of(int rows, int columns);
  }

  /** The kinds of position that a model adds to a token. */
  public enum Positions {
    LEARNED,
    /** Sine and cosine by turns: {@link SinePositions#table}. */
    SINES,
    /** Sines first, then cosines: {@link SinePositions#halves}. */
    SINE_HALVES
  }

  /** The weights of the output. */
  public enum OutputWeights {
    OWN,
    /** The vectors of the tokens, which the model has once. */
    TOKEN_VECTORS
  }

  /** Returns whether the vectors of positions are a parameter. */
  public boolean learnsPositions() {
    return positions == Positions.LEARNED;
  }

  /** Returns whether the output shares the vectors of the tokens. */
  public boolean tiesOutput() {
    return output == OutputWeights.TOKEN_VECTORS;
  }
}
