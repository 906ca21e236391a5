package org.kvsweep.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.kvsweep.kernel.Activation;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.AddNorm;
import org.kvsweep.layer.ClassifierRuntime;
import org.kvsweep.layer.Initial;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.LayerRuntime;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The output layer that labels every token: linear(drop(relu(norm(linear(x))))), then softmax
 * cross-entropy. Input [B, T, D]; output [B, T, classes], probabilities; labels [B, T], class ids.
 */
public final class TokenClassifier extends KernelLayer {
  private double dropoutRate;

  /** For restoring from JSON. */
  public TokenClassifier() {}

  private TokenClassifier(Builder builder) {
    super(builder);
    dropoutRate = builder.dropoutRate;
  }

  @Override
  public List<ParameterSpec> parameters() {
    int width = (int) nIn;
    Initial start = Initial.fanIn(width);
    List<ParameterSpec> all =
        new ArrayList<>(Linear.parameters("head1", width, width, start, start));
    all.addAll(AddNorm.parameters("norm", width));
    all.addAll(Linear.parameters("head2", width, (int) nOut, start, start));
    return all;
  }

  @Override
  public long forwardFlops(int tokens) {
    int width = (int) nIn;
    return Linear.forwardFlops(tokens, width, width)
        + Linear.forwardFlops(tokens, width, (int) nOut);
  }

  @Override
  public long backwardFlops(int tokens) {
    return 2 * forwardFlops(tokens);
  }

  @Override
  protected LayerRuntime runtime(NeuralNetConfiguration conf, DataType type) {
    return new ClassifierRuntime(conf, type);
  }

  @Override
  public Operation operation(LayerContext context) {
    return new Head(context);
  }

  private final class Head implements Operation {
    private final Linear first;
    private final AddNorm norm;
    private final LayerContext context;
    private final Dropout dropout;
    private final Linear second;
    private final Matrix dWide;
    private Matrix wide;

    Head(LayerContext context) {
      int width = (int) nIn;
      this.context = context;
      first = new Linear(context, "head1", width);
      norm = new AddNorm(context, "norm", width, Dropout.none(), false);
      dropout = context.dropout("head", dropoutRate);
      second = new Linear(context, "head2", (int) nOut);
      dWide = context.gradientBuffer(context.shape().rows(), width);
    }

    @Override
    public Matrix forward(Matrix x) {
      wide = norm.forward(first.forward(x), null);
      context.kernels().activate(Activation.RELU, dropout, wide);
      return second.forward(wide);
    }

    @Override
    public void backward(Matrix dy, Matrix dx) {
      second.backward(dy, dWide);
      context.kernels().activateBackward(Activation.RELU, dropout, wide, dWide);
      norm.backward(dWide, null, dWide, null);
      first.backward(dWide, dx);
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
    return other instanceof TokenClassifier head
        && super.equals(other)
        && dropoutRate == head.dropoutRate;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), dropoutRate);
  }

  /** {@code nIn} is the width D, {@code nOut} the number of classes. */
  public static final class Builder extends KernelLayer.Builder<Builder> {
    private double dropoutRate;

    public Builder dropoutRate(double rate) {
      dropoutRate = rate;
      return this;
    }

    @Override
    protected TokenClassifier create() {
      return new TokenClassifier(this);
    }
  }
}
