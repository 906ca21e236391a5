package org.kvsweep.attention;

import java.util.List;
import java.util.Objects;
import org.kvsweep.layer.ParameterSpec;

/** What the blocks of the language models are told in addition. */
abstract class LanguageBlockLayer extends BlockLayer {
  private LanguageStyle style = LanguageStyle.CHARACTERS;
  private AttentionStyle attentionStyle = AttentionStyle.CHARACTERS;
  private double dropoutRate;
  private double addedDropoutRate;

  /** For restoring from JSON. */
  LanguageBlockLayer() {}

  LanguageBlockLayer(Builder<?> builder) {
    super(builder);
    style = builder.style;
    attentionStyle = builder.attentionStyle;
    dropoutRate = builder.dropoutRate;
    addedDropoutRate = builder.addedDropoutRate;
  }

  @Override
  final AttentionStyle selfAttentionStyle() {
    return attentionStyle;
  }

  final double weightDropoutRate() {
    return style.dropsWeights() ? dropoutRate : 0;
  }

  final double hiddenDropoutRate() {
    return style.dropsHidden() ? dropoutRate : 0;
  }

  @Override
  final List<ParameterSpec> feedForwardParameters() {
    return FeedForward.parameters(
        width(),
        getHidden(),
        style.linearStart(width(), getHidden()),
        style.linearStart(getHidden(), width()));
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

  public double getDropoutRate() {
    return dropoutRate;
  }

  public void setDropoutRate(double dropoutRate) {
    this.dropoutRate = dropoutRate;
  }

  /** The dropout rate of what the feed-forward part adds. */
  public double getAddedDropoutRate() {
    return addedDropoutRate;
  }

  public void setAddedDropoutRate(double addedDropoutRate) {
    this.addedDropoutRate = addedDropoutRate;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LanguageBlockLayer block
        && super.equals(other)
        && style == block.style
        && attentionStyle == block.attentionStyle
        && dropoutRate == block.dropoutRate
        && addedDropoutRate == block.addedDropoutRate;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), style, attentionStyle, dropoutRate, addedDropoutRate);
  }

  /** Width D is {@code nIn} and {@code nOut}. */
  abstract static class Builder<T extends Builder<T>> extends BlockLayer.Builder<T> {
    private LanguageStyle style = LanguageStyle.CHARACTERS;
    private AttentionStyle attentionStyle = AttentionStyle.CHARACTERS;
    private double dropoutRate;
    private double addedDropoutRate;

    /** What the block and its self-attention are like. */
    public T style(LanguageStyle ofBlock, AttentionStyle ofAttention) {
      style = ofBlock;
      attentionStyle = ofAttention;
      return self();
    }

    /**
     * Sets the dropout rate of attention weights, of what attention adds, and of the hidden layer:
     * see LanguageStyle.
     */
    public T dropoutRate(double rate) {
      dropoutRate = rate;
      return self();
    }

    /** Sets the dropout rate of what the feed-forward part adds. */
    public T addedDropoutRate(double rate) {
      addedDropoutRate = rate;
      return self();
    }
  }
}
