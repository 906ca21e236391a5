package org.kvsweep.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.ClassifierRuntime;
import org.kvsweep.layer.Gelu;
import org.kvsweep.layer.Initial;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.LayerRuntime;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;
import org.kvsweep.layer.TokenShape;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The output layer that reads the first token alone: linear(gelu(linear(x₀))), then softmax
 * cross-entropy. Input [B, T, D]; output [B, classes], probabilities; labels [B, 1], class ids.
 */
public final class FirstTokenClassifier extends KernelLayer {
  private int hidden;

  /** Creates an empty instance for a JSON reader to fill in. */
  public FirstTokenClassifier() {}

  private FirstTokenClassifier(Builder builder) {
    super(builder);
    hidden = builder.hidden;
  }

  @Override
  public List<ParameterSpec> parameters() {
    int width = (int) nIn;
    Initial first = Initial.fanIn(width);
    Initial second = Initial.fanIn(hidden);
    List<ParameterSpec> all =
        new ArrayList<>(Linear.parameters("head1", width, hidden, first, first));
    all.addAll(Linear.parameters("head2", hidden, (int) nOut, second, second));
    return all;
  }

  @Override
  public long forwardFlops(int tokens) {
    return Linear.forwardFlops(1, (int) nIn, hidden) + Linear.forwardFlops(1, hidden, (int) nOut);
  }

  @Override
  public long backwardFlops(int tokens) {
    return 2 * forwardFlops(tokens);
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    return InputType.feedForward(nOut);
  }

  @Override
  protected long[] outputShape(TokenShape shape, int columns) {
    return new long[] {shape.batch(), columns};
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
    private final int tokens;
    private final Linear first;
    private final Gelu gelu;
    private final Linear second;
    private final Matrix dHidden; // [B, hidden]
    private Matrix x;
    private Matrix firstX; // [B, D]
    private Matrix dx;
    private Matrix firstDx; // [B, D]

    Head(LayerContext context) {
      LayerContext pooled = context.withTokens(1);
      tokens = context.shape().tokens();
      first = new Linear(pooled, "head1", hidden);
      gelu = new Gelu(pooled, hidden);
      second = new Linear(pooled, "head2", (int) nOut);
      dHidden = pooled.gradientBuffer(pooled.shape().rows(), hidden);
    }

    @Override
    public Matrix forward(Matrix x) {
      if (this.x != x) {
        this.x = x;
        firstX = x.firstOfEach(tokens);
      }
      return second.forward(gelu.forward(first.forward(firstX)));
    }

    @Override
    public void backward(Matrix dy, Matrix dx) {
      second.backward(dy, dHidden);
      gelu.backward(dHidden, dHidden);
      if (this.dx != dx) {
        this.dx = dx;
        firstDx = dx.firstOfEach(tokens);
      }
      dx.view().assign(0);
      first.backward(dHidden, firstDx);
    }
  }

  public int getHidden() {
    return hidden;
  }

  public void setHidden(int hidden) {
    this.hidden = hidden;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FirstTokenClassifier head
        && super.equals(other)
        && hidden == head.hidden;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), hidden);
  }

  /** {@code nIn} is the width D, {@code nOut} the number of classes. */
  public static final class Builder extends KernelLayer.Builder<Builder> {
    private int hidden;

    /** The width between the two linear maps. */
    public Builder hidden(int width) {
      hidden = width;
      return this;
    }

    @Override
    protected FirstTokenClassifier create() {
      return new FirstTokenClassifier(this);
    }
  }
}
