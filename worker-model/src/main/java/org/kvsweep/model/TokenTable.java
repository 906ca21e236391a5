package org.kvsweep.model;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;
import org.kvsweep.layer.TokenShape;

/**
 * The vectors of all tokens, [tokens, D], where more than one layer uses them: its output is its
 * parameter, whatever the input. {@code nIn} is the number of tokens there are.
 */
public final class TokenTable extends KernelLayer {
  private static final String NAME = "W";

  /** Creates an empty instance for a JSON reader to fill in. */
  public TokenTable() {}

  private TokenTable(Builder builder) {
    super(builder);
  }

  @Override
  public List<ParameterSpec> parameters() {
    int tokens = (int) nIn;
    int width = (int) nOut;
    return List.of(
        ParameterSpec.weight(
            NAME, tokens, width, NumberModel.FACTS.vectorStart().of(tokens, width)));
  }

  @Override
  public boolean differentiableInput() {
    return false;
  }

  @Override
  public void setNIn(InputType input, boolean override) {
    // The number of tokens there are does not follow from the shape of the input.
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    return InputType.feedForward(nOut);
  }

  @Override
  protected long[] outputShape(TokenShape shape, int columns) {
    return new long[] {nIn, columns};
  }

  @Override
  public long forwardFlops(int tokens) {
    return 0;
  }

  @Override
  public long backwardFlops(int tokens) {
    return 0;
  }

  @Override
  public Operation operation(LayerContext context) {
    return new Operation() {
      @Override
      public Matrix forward(Matrix x) {
        return context.parameter(NAME);
      }

      @Override
      public void backward(Matrix dy, Matrix dx) {
        context.kernels().drop(dy, Dropout.none(), context.gradient(NAME));
      }
    };
  }

  /** {@code nIn} is the number of tokens there are, {@code nOut} the width D. */
  public static final class Builder extends KernelLayer.Builder<Builder> {
    @Override
    protected TokenTable create() {
      return new TokenTable(this);
    }
  }
}
