package org.kvsweep.model;

import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.kvsweep.layer.ClassifierRuntime;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.LayerRuntime;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The output layer that labels every token: linear(drop(relu(norm(linear(x))))), then softmax
 * cross-entropy. Input [B, T, D]; output [B, T, classes], probabilities; labels [B, T], class ids.
 */
public final class TokenClassifier extends KernelLayer {
  private double dropoutRate;

  /** Creates an empty instance for a JSON reader to fill in. */
  public TokenClassifier() {}

  private TokenClassifier(Builder builder) {
    super(builder);
    dropoutRate = builder.dropoutRate;
  }

  @Override
  public List<ParameterSpec> parameters() {
    return ScoringHead.parameters((int) nIn, (int) nOut);
  }

  @Override
  public long forwardFlops(int tokens) {
    return ScoringHead.forwardFlops(tokens, (int) nIn, (int) nOut);
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
    return new ScoringHead(context, (int) nIn, (int) nOut, dropoutRate);
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
