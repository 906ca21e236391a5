package org.kvsweep.model;

import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.Initial;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;

/**
 * Tokens [B, T] to vectors [B, T, D]: the linear map of the one-hot token, which is a row of W, and
 * b and the sine encoding of its position. {@code nIn} is the number of tokens there are.
 */
public final class TokenEmbedding extends KernelLayer {
  private static final String NAME = "embed";

  /** Creates an empty instance for a JSON reader to fill in. */
  public TokenEmbedding() {}

  private TokenEmbedding(Builder builder) {
    super(builder);
  }

  @Override
  public List<ParameterSpec> parameters() {
    int classes = (int) nIn;
    Initial start = Initial.fanIn(classes);
    return Linear.parameters(NAME, classes, (int) nOut, start, start);
  }

  @Override
  public boolean differentiableInput() {
    return false;
  }

  @Override
  public void setNIn(InputType input, boolean override) {
    // The number of tokens there are does not follow from the shape of the input.
  }

  /** Rows are looked up, not multiplied. */
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
    return new Lookup(context);
  }

  private final class Lookup implements Operation {
    private final LayerContext context;
    private final Matrix positions;
    private final Matrix y;
    private Matrix ids;

    Lookup(LayerContext context) {
      this.context = context;
      this.positions = context.constant(SinePositions.table(context.shape().tokens(), (int) nOut));
      this.y = context.buffer(context.shape().rows(), (int) nOut);
    }

    @Override
    public Matrix forward(Matrix x) {
      ids = x;
      context
          .kernels()
          .embed(
              ids, context.parameter(NAME + ".W"), 1, context.parameter(NAME + ".b"), positions, y);
      return y;
    }

    @Override
    public void backward(Matrix dy, Matrix dx) {
      context
          .kernels()
          .embedBackward(
              ids, dy, context.gradient(NAME + ".W"), 1, context.gradient(NAME + ".b"), null);
    }
  }

  /** {@code nIn} is the number of tokens there are, {@code nOut} the width D. */
  public static final class Builder extends KernelLayer.Builder<Builder> {
    @Override
    protected TokenEmbedding create() {
      return new TokenEmbedding(this);
    }
  }
}
