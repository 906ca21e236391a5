package org.kvsweep.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.AddNorm;
import org.kvsweep.layer.Gelu;
import org.kvsweep.layer.Initial;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.Operation;
import org.kvsweep.layer.ParameterSpec;

/**
 * A pre-norm transformer block: x₁ = x + attention(norm(x)), y = x₁ + down(gelu(up(norm(x₁)))).
 * Input and output [B, T, D].
 */
public final class VisionBlock extends KernelLayer {
  private AttentionVariant attention = AttentionVariant.QKV;
  private int heads = 1;
  private int positionChannels = 50;
  private int hidden;

  /** For restoring from JSON. */
  public VisionBlock() {}

  private VisionBlock(Builder builder) {
    super(builder);
    attention = builder.attention;
    heads = builder.heads;
    positionChannels = builder.positionChannels;
    hidden = builder.hidden;
  }

  private AttentionConfig attentionConfig() {
    return new AttentionConfig(attention, AttentionStyle.VISION, width(), heads, positionChannels);
  }

  private int width() {
    return (int) nOut;
  }

  @Override
  public List<ParameterSpec> parameters() {
    List<ParameterSpec> all = new ArrayList<>(AddNorm.parameters("norm1", width()));
    all.addAll(attentionConfig().parameters("attention"));
    all.addAll(AddNorm.parameters("norm2", width()));
    all.addAll(linear("up", width(), hidden));
    all.addAll(linear("down", hidden, width()));
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
    private final LayerContext context;
    private final AddNorm norm1;
    private final Attention attend;
    private final AddNorm norm2;
    private final Linear up;
    private final Gelu gelu;
    private final Linear down;
    private final Matrix y; // [N, D]
    private final Matrix dHidden; // [N, hidden]
    private final Matrix dNormal; // [N, D]
    private final Matrix dMiddle; // [N, D]

    Block(LayerContext context) {
      int rows = context.shape().rows();
      this.context = context;
      norm1 = new AddNorm(context, "norm1", width(), Dropout.none(), false);
      attend = new Attention(context, "attention", attentionConfig(), Dropout.none());
      norm2 = new AddNorm(context, "norm2", width(), Dropout.none(), true);
      up = new Linear(context, "up", hidden);
      gelu = new Gelu(context, hidden);
      down = new Linear(context, "down", width());
      y = context.buffer(rows, width());
      dHidden = context.gradientBuffer(rows, hidden);
      dNormal = context.gradientBuffer(rows, width());
      dMiddle = context.gradientBuffer(rows, width());
    }

    @Override
    public Matrix forward(Matrix x) {
      Matrix normal = norm2.forward(x, attend.forward(norm1.forward(x, null)));
      Matrix fed = down.forward(gelu.forward(up.forward(normal)));
      context.kernels().add(norm2.sum(), fed, Dropout.none(), y);
      return y;
    }

    @Override
    public List<ObservedAttention> attentions() {
      return List.of(attend.observed(0));
    }

    @Override
    public void backward(Matrix dy, Matrix dx) {
      down.backward(dy, dHidden);
      gelu.backward(dHidden, dHidden);
      up.backward(dHidden, dNormal);
      norm2.backward(dNormal, dy, dMiddle, null);
      attend.backward(dMiddle, dNormal);
      norm1.backward(dNormal, dMiddle, dx, null);
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

  @Override
  public boolean equals(Object other) {
    return other instanceof VisionBlock block
        && super.equals(other)
        && attention == block.attention
        && heads == block.heads
        && positionChannels == block.positionChannels
        && hidden == block.hidden;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), attention, heads, positionChannels, hidden);
  }

  /** Width D is {@code nIn} and {@code nOut}. */
  public static final class Builder extends KernelLayer.Builder<Builder> {
    private AttentionVariant attention = AttentionVariant.QKV;
    private int heads = 1;
    private int positionChannels = 50;
    private int hidden;

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

    /** Input and output width D. */
    public Builder width(int width) {
      return nIn(width).nOut(width);
    }

    @Override
    protected VisionBlock create() {
      return new VisionBlock(this);
    }
  }
}
