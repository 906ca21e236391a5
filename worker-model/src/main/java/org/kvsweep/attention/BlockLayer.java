package org.kvsweep.attention;

import java.util.List;
import java.util.Objects;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.ParameterSpec;

/** What the blocks of the language models are told. */
abstract class BlockLayer extends KernelLayer {
  private LanguageStyle style = LanguageStyle.CHARACTERS;
  private AttentionStyle attentionStyle = AttentionStyle.CHARACTERS;
  private AttentionVariant attention = AttentionVariant.QKV;
  private int heads = 1;
  private int positionChannels = 10;
  private int hidden;
  private double dropoutRate;
  private double addedDropoutRate;

  /** For restoring from JSON. */
  BlockLayer() {}

  BlockLayer(Builder<?> builder) {
    super(builder);
    style = builder.style;
    attentionStyle = builder.attentionStyle;
    attention = builder.attention;
    heads = builder.heads;
    positionChannels = builder.positionChannels;
    hidden = builder.hidden;
    dropoutRate = builder.dropoutRate;
    addedDropoutRate = builder.addedDropoutRate;
  }

  final int width() {
    return (int) nOut;
  }

  final AttentionConfig attentionConfig() {
    return new AttentionConfig(attention, attentionStyle, width(), heads, positionChannels);
  }

  final double weightDropoutRate() {
    return style.dropsWeights() ? dropoutRate : 0;
  }

  final double hiddenDropoutRate() {
    return style.dropsHidden() ? dropoutRate : 0;
  }

  final List<ParameterSpec> feedForwardParameters() {
    return FeedForward.parameters(
        width(), hidden, style.linearStart(width(), hidden), style.linearStart(hidden, width()));
  }

  final long feedForwardFlops(int tokens) {
    return FeedForward.forwardFlops(tokens, width(), hidden);
  }

  public LanguageStyle getStyle() {
    return style;
  }

  public void setStyle(LanguageStyle style) {
    this.style = style;
  }

  public AttentionStyle getAttentionStyle() {
    return attentionStyle;
  }

  public void setAttentionStyle(AttentionStyle attentionStyle) {
    this.attentionStyle = attentionStyle;
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

  /** Of what the feed-forward part adds. */
  public double getAddedDropoutRate() {
    return addedDropoutRate;
  }

  public void setAddedDropoutRate(double addedDropoutRate) {
    this.addedDropoutRate = addedDropoutRate;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockLayer block
        && getClass() == block.getClass()
        && super.equals(other)
        && style == block.style
        && attentionStyle == block.attentionStyle
        && attention == block.attention
        && heads == block.heads
        && positionChannels == block.positionChannels
        && hidden == block.hidden
        && dropoutRate == block.dropoutRate
        && addedDropoutRate == block.addedDropoutRate;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        super.hashCode(),
        style,
        attentionStyle,
        attention,
        heads,
        positionChannels,
        hidden,
        dropoutRate,
        addedDropoutRate);
  }

  /** Width D is {@code nIn} and {@code nOut}. */
  abstract static class Builder<T extends Builder<T>> extends KernelLayer.Builder<T> {
    private LanguageStyle style = LanguageStyle.CHARACTERS;
    private AttentionStyle attentionStyle = AttentionStyle.CHARACTERS;
    private AttentionVariant attention = AttentionVariant.QKV;
    private int heads = 1;
    private int positionChannels = 10;
    private int hidden;
    private double dropoutRate;
    private double addedDropoutRate;

    /** What the block and its self-attention are like. */
    public T style(LanguageStyle ofBlock, AttentionStyle ofAttention) {
      style = ofBlock;
      attentionStyle = ofAttention;
      return self();
    }

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

    /** Of attention weights, of what attention adds, and of the hidden layer: see LanguageStyle. */
    public T dropoutRate(double rate) {
      dropoutRate = rate;
      return self();
    }

    /** Of what the feed-forward part adds. */
    public T addedDropoutRate(double rate) {
      addedDropoutRate = rate;
      return self();
    }

    /** Input and output width D. */
    public T width(int width) {
      return nIn(width).nOut(width);
    }

    @SuppressWarnings("unchecked")
    private T self() {
      return (T) this;
    }
  }
}
