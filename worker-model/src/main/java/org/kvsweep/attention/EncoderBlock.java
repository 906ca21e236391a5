package org.kvsweep.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.kvsweep.attention.AttentionFacts.Biases;
import org.kvsweep.attention.AttentionFacts.Mask;
import org.kvsweep.attention.AttentionFacts.PositionMaps;
import org.kvsweep.attention.AttentionFacts.Scale;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Update;
import org.kvsweep.layer.AddNorm;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;

/**
 * A post-norm transformer block: x₁ = norm(x + drop(attention(x))), y = norm(x₁ +
 * drop(down(drop(relu(up(x₁)))))). Input and output [B, T, D].
 */
public final class EncoderBlock extends BlockLayer {
  /** The facts of the paper's sequence encoder. */
  static final AttentionFacts FACTS =
      new AttentionFacts(
          Scale.ROOT_OF_HEAD_WIDTH, Mask.NONE, Biases.ALL, PositionMaps.SHARED, Start.MULTIHEAD);

  private double dropoutRate;

  /** Creates an empty instance for a JSON reader to fill in. */
  public EncoderBlock() {}

  private EncoderBlock(Builder builder) {
    super(builder);
    dropoutRate = builder.dropoutRate;
  }

  @Override
  public AttentionFacts attentionFacts() {
    return FACTS;
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> all = new ArrayList<>(attentionConfig().parameters("attention"));
    all.addAll(AddNorm.parameters("norm1", width()));
    all.addAll(feedForwardParameters());
    all.addAll(AddNorm.parameters("norm2", width()));
    return all;
  }

  @Override
  public Operation operation(LayerContext context) {
    return new Block(context);
  }

  private final class Block implements Operation, ObservedAttention.Holder {
    private final Attention attend;
    private final AddNorm norm1;
    private final FeedForward feedForward;
    private final AddNorm norm2;
    private final Matrix dResidual; // [N, D]
    private final Matrix dMiddle; // [N, D]

    Block(LayerContext context) {
      int rows = context.shape().rows();
      attend = new Attention(context, "attention", attentionConfig(), Dropout.none());
      norm1 = new AddNorm(context, "norm1", width(), context.dropout("norm1", dropoutRate), true);
      feedForward =
          new FeedForward(context, width(), getHidden(), context.dropout("up", dropoutRate));
      norm2 = new AddNorm(context, "norm2", width(), context.dropout("norm2", dropoutRate), true);
      dResidual = context.gradientBuffer(rows, width());
      dMiddle = context.gradientBuffer(rows, width());
    }

    @Override
    public Matrix forward(Matrix x) {
      Matrix middle = norm1.forward(x, attend.forward(x));
      return norm2.forward(middle, feedForward.forward(middle));
    }

    @Override
    public List<ObservedAttention> attentions() {
      return List.of(attend.observed(0));
    }

    @Override
    public void backward(Matrix dy, Matrix dx) {
      norm2.backward(dy, null, dMiddle, dResidual);
      feedForward.backward(dResidual, dMiddle, Update.ADD);
      norm1.backward(dMiddle, null, dx, dResidual);
      attend.backward(dResidual, dx, Update.ADD);
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
    return other instanceof EncoderBlock block
        && super.equals(other)
        && dropoutRate == block.dropoutRate;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), dropoutRate);
  }

  /** Width D is {@code nIn} and {@code nOut}. */
  public static final class Builder extends BlockLayer.Builder<Builder> {
    private double dropoutRate;

    public Builder dropoutRate(double rate) {
      dropoutRate = rate;
      return this;
    }

    @Override
    protected EncoderBlock create() {
      return new EncoderBlock(this);
    }
  }
}
