package org.kvsweep.model;

import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.ClassifierRuntime;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.LayerRuntime;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;
import org.kvsweep.layer.TokenShape;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The output layer that points at one token of a set: one score for each token,
 * linear(drop(relu(norm(linear(x))))), then softmax cross-entropy over the set. Input [B, T, D];
 * output [B, T], probabilities; labels [B, 1], numbers of tokens.
 */
public final class SetClassifier extends KernelLayer {
  private double dropoutRate;

  /** Creates an empty instance for a JSON reader to fill in. */
  public SetClassifier() {}

  private SetClassifier(Builder builder) {
    super(builder);
    dropoutRate = builder.dropoutRate;
  }

  @Override
  public List<ParameterSpec> parameters() {
    return ScoringHead.parameters((int) nIn, 1);
  }

  @Override
  public long forwardFlops(int tokens) {
    return ScoringHead.forwardFlops(tokens, (int) nIn, 1);
  }

  @Override
  public long backwardFlops(int tokens) {
    return 2 * forwardFlops(tokens);
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    return InputType.feedForward(tokens(input));
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
    private final ScoringHead head;
    private Matrix scores; // [N, 1]
    private Matrix bySet; // [B, T], the same numbers

    Head(LayerContext context) {
      tokens = context.shape().tokens();
      head = new ScoringHead(context, (int) nIn, 1, dropoutRate);
    }

    @Override
    public Matrix forward(Matrix x) {
      Matrix given = head.forward(x);
      if (scores != given) {
        scores = given;
        bySet = given.inRowsOf(tokens);
      }
      return bySet;
    }

    @Override
    public void backward(Matrix dy, Matrix dx) {
      head.backward(dy.inRowsOf(1), dx);
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
    return other instanceof SetClassifier head
        && super.equals(other)
        && dropoutRate == head.dropoutRate;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), dropoutRate);
  }

  /** {@code nIn} is the width D. */
  public static final class Builder extends KernelLayer.Builder<Builder> {
    private double dropoutRate;

    public Builder() {
      nOut(1);
    }

    public Builder dropoutRate(double rate) {
      dropoutRate = rate;
      return this;
    }

    @Override
    protected SetClassifier create() {
      return new SetClassifier(this);
    }
  }
}
