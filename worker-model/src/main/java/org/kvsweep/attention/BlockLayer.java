package org.kvsweep.attention;

import java.util.List;
import java.util.Objects;
import org.kvsweep.layer.Initial;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.ParameterSpec;

/** The settings of every block: its self-attention and the width of its feed-forward part. */
public abstract class BlockLayer extends KernelLayer {
  private AttentionVariant attention = AttentionVariant.QKV;
  private int heads = 1;
  private int positionChannels = 10;
  private int hidden;

  /** Creates an empty instance for a JSON reader to fill in. */
  BlockLayer() {}

  BlockLayer(Builder<?> builder) {
    super(builder);
    attention = builder.attention;
    heads = builder.heads;
    positionChannels = builder.positionChannels;
    hidden = builder.hidden;
  }

  /** The facts of the self-attention. */
  public abstract AttentionFacts attentionFacts();

  final int width() {
    return (int) nOut;
  }

  final AttentionConfig attentionConfig() {
    return new AttentionConfig(attention, attentionFacts(), width(), heads, positionChannels);
  }

  /** The parameters of the feed-forward part, which start as PyTorch's linear maps do. */
  List<ParameterSpec> feedForwardParameters() {
    return FeedForward.parameters(width(), hidden, Initial.fanIn(width()), Initial.fanIn(hidden));
  }

  final long feedForwardFlops(int tokens) {
    return FeedForward.forwardFlops(tokens, width(), hidden);
  }

  @Override
  public long forwardFlops(int tokens) {
    return attentionConfig().forwardFlops(tokens) + feedForwardFlops(tokens);
  }

  @Override
  public long backwardFlops(int tokens) {
    return attentionConfig().backwardFlops(tokens) + 2 * feedForwardFlops(tokens);
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
    return other instanceof BlockLayer block
        && getClass() == block.getClass()
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
  abstract static class Builder<T extends Builder<T>> extends KernelLayer.Builder<T> {
    private AttentionVariant attention = AttentionVariant.QKV;
    private int heads = 1;
    private int positionChannels = 10;
    private int hidden;

    public T attention(AttentionVariant variant) {
      attention = variant;
      return self();
    }

    public T heads(int count) {
      heads = count;
      return self();
    }

    public T positionChannels(int channels) {
      positionChannels = channels;
      return self();
    }

    /** The width between the two linear maps of the feed-forward part. */
    public T hidden(int width) {
      hidden = width;
      return self();
    }

    /** Input and output width D. */
    public T width(int width) {
      return nIn(width).nOut(width);
    }

    @SuppressWarnings("unchecked")
    final T self() {
      return (T) this;
    }
  }
}
