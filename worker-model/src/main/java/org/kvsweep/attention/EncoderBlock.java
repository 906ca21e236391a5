package org.kvsweep.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.kvsweep.kernel.Activation;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Update;
import org.kvsweep.layer.AddNorm;
import org.kvsweep.layer.Initial;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;

/**
 * A post-norm transformer block: x₁ = norm(x + drop(attention(x))), y = norm(x₁ +
 * drop(down(drop(relu(up(x₁)))))). Input and output [B, T, D].
 */
public final class EncoderBlock extends KernelLayer {
  private AttentionVariant attention = AttentionVariant.QKV;
  private int heads = 1;
  private int positionChannels = 10;
  private int hidden;
  private double dropoutRate;

  /** For restoring from JSON. */
  public EncoderBlock() {}

  private EncoderBlock(Builder builder) {
    super(builder);
    attention = builder.attention;
    heads = builder.heads;
    positionChannels = builder.positionChannels;
    hidden = builder.hidden;
    dropoutRate = builder.dropoutRate;
  }

  private AttentionConfig attentionConfig() {
    return new AttentionConfig(attention, AttentionStyle.ENCODER, width(), heads, positionChannels);
  }

  private int width() {
    return (int) nOut;
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> all = new ArrayList<>(attentionConfig().parameters("attention"));
    all.addAll(AddNorm.parameters("norm1", width()));
    all.addAll(linear("up", width(), hidden));
    all.addAll(linear("down", hidden, width()));
    all.addAll(AddNorm.parameters("norm2", width()));
    return all;
  }

  private static List<ParameterSpec> linear(String name, int in, int out) {
    return Linear.parameters(name, in, out, Initial.fanIn(in), Initial.fanIn(in));
  }

  @Override
  public Operation operation(LayerContext context) {
    return new Block(context);
  }

  @Override
  public long forwardFlops(int tokens) {
    return attentionConfig().forwardFlops(tokens) + feedForwardFlops(tokens);
  }

  @Override
  public long backwardFlops(int tokens) {
    return attentionConfig().backwardFlops(tokens) + 2 * feedForwardFlops(tokens);
  }

  private long feedForwardFlops(int tokens) {
    return Linear.forwardFlops(tokens, width(), hidden)
        + Linear.forwardFlops(tokens, hidden, width());
  }

  private final class Block implements Operation, ObservedAttention.Holder {
    private final Attention attend;
    private final AddNorm norm1;
    private final Linear up;
    private final Linear down;
    private final AddNorm norm2;
    private final Matrix dHidden; // [N, hidden]
    private final Matrix dResidual; // [N, D]
    private final Matrix dMiddle; // [N, D]

    Block(LayerContext context) {
      int rows = context.shape().rows();
      attend = new Attention(context, "attention", attentionConfig(), Dropout.none());
      norm1 = new AddNorm(context, "norm1", width(), context.dropout("norm1", dropoutRate), true);
      up = new Linear(context, "up", hidden, Activation.RELU, context.dropout("up", dropoutRate));
      down = new Linear(context, "down", width());
      norm2 = new AddNorm(context, "norm2", width(), context.dropout("norm2", dropoutRate), true);
      dHidden = context.gradientBuffer(rows, hidden);
      dResidual = context.gradientBuffer(rows, width());
      dMiddle = context.gradientBuffer(rows, width());
    }

    @Override
    public Matrix forward(Matrix x) {
      Matrix middle = norm1.forward(x, attend.forward(x));
      return norm2.forward(middle, down.forward(up.forward(middle)));
    }

    @Override
    public List<ObservedAttention> attentions() {
      return List.of(attend.observed(0));
    }

    @Override
    public void backward(Matrix dy, Matrix dx) {
      norm2.backward(dy, null, dMiddle, dResidual);
      down.backward(dResidual, dHidden);
      up.backward(dHidden, dMiddle, Update.ADD);
      norm1.backward(dMiddle, null, dx, dResidual);
      attend.backward(dResidual, dx, Update.ADD);
    }
  }

  public AttentionVariant getAttention() {
    return attention;
  }

  public void setAttention(AttentionVariant attention) {
    this.attention = attention;
  }

  public int getHeads() {
    return heads;
  }

  public void setHeads(int heads) {
    this.heads = heads;
  }

  public int getPositionChannels() {
    return positionChannels;
  }

  public void setPositionChannels(int positionChannels) {
    this.positionChannels = positionChannels;
  }

  public int getHidden() {
    return hidden;
  }

  public void setHidden(int hidden) {
    this.hidden = hidden;
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
        && attention == block.attention
        && heads == block.heads
        && positionChannels == block.positionChannels
        && hidden == block.hidden
        && dropoutRate == block.dropoutRate;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), attention, heads, positionChannels, hidden, dropoutRate);
  }

  /** Width D is {@code nIn} and {@code nOut}. */
  public static final class Builder extends KernelLayer.Builder<Builder> {
    private AttentionVariant attention = AttentionVariant.QKV;
    private int heads = 1;
    private int positionChannels = 10;
    private int hidden;
    private double dropoutRate;

    public Builder attention(AttentionVariant variant) {
      attention = variant;
      return this;
    }

    public Builder heads(int count) {
      heads = count;
      return this;
    }

    public Builder positionChannels(int channels) {
      positionChannels = channels;
      return this;
    }

    /** The width between the two linear maps of the feed-forward part. */
    public Builder hidden(int width) {
      hidden = width;
      return this;
    }

    public Builder dropoutRate(double rate) {
      dropoutRate = rate;
      return this;
    }

    /** Input and output width D. */
    public Builder width(int width) {
      return nIn(width).nOut(width);
    }

    @Override
    protected EncoderBlock create() {
      return new EncoderBlock(this);
    }
  }
}
