package org.kvsweep.model;

import java.util.List;
import java.util.Objects;
import org.kvsweep.kernel.Activation;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.Initial;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;

/**
 * Vectors of features to vectors of the model's width, linear(drop(x)), without any position. Input
 * [B, T, F]; output [B, T, D].
 */
public final class FeatureEmbedding extends KernelLayer {
  private static final String NAME = "embed";

  private double dropoutRate;

  /** Creates an empty instance for a JSON reader to fill in. */
  public FeatureEmbedding() {}

  private FeatureEmbedding(Builder builder) {
    super(builder);
    dropoutRate = builder.dropoutRate;
  }

  @Override
  public List<ParameterSpec> parameters() {
    Initial start = Initial.fanIn((int) nIn);
    return Linear.parameters(NAME, (int) nIn, (int) nOut, start, start);
  }

  @Override
  public boolean differentiableInput() {
    return false;
  }

  @Override
  public long forwardFlops(int tokens) {
    return Linear.forwardFlops(tokens, (int) nIn, (int) nOut);
  }

  /** The features have no gradient, so the weight's is the only product. */
  @Override
  public long backwardFlops(int tokens) {
    return forwardFlops(tokens);
  }

  @Override
  public Operation operation(LayerContext context) {
    return new Embedding(context);
  }

  private final class Embedding implements Operation {
    private final LayerContext context;
    private final Dropout dropout;
    private final Linear linear;
    private final Matrix dropped; // [N, F], or null where nothing is ever dropped

    Embedding(LayerContext context) {
      this.context = context;
      int rows = context.shape().rows();
      dropout = context.dropout("input", dropoutRate);
      dropped = context.trains() && dropoutRate > 0 ? context.buffer(rows, (int) nIn) : null;
      linear = new Linear(context, NAME, (int) nOut);
    }

    @Override
    public Matrix forward(Matrix x) {
      if (!dropout.active() || dropped == null) {
        return linear.forward(x);
      }
      // The features themselves belong to the batch.
      dropped.view().assign(x.view());
      context.kernels().activate(Activation.IDENTITY, dropout, dropped);
      return linear.forward(dropped);
    }

    @Override
    public void backward(Matrix dy, Matrix dx) {
      linear.backward(dy, null);
    }
  }

  public double getDropoutRate() {
    return dropoutRate;
  }

  public void setDropoutRate(double dropoutRate) {
    this.dropoutRate = dropoutRate;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureEmbedding embedding
        && super.equals(other)
        && dropoutRate == embedding.dropoutRate;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), dropoutRate);
  }

  /** {@code nIn} is the number of features F, {@code nOut} the width D. */
  public static final class Builder extends KernelLayer.Builder<Builder> {
    private double dropoutRate;

    public Builder dropoutRate(double rate) {
      dropoutRate = rate;
      return this;
    }

    @Override
    protected FeatureEmbedding create() {
      return new FeatureEmbedding(this);
    }
  }
}
