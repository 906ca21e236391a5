package org.kvsweep.attention;

import java.util.List;
import java.util.Objects;
import org.kvsweep.layer.ParameterSpec;
import org.nd4j.shade.jackson.annotation.JsonSetter;

/** The settings that blocks of language models have in addition. */
public abstract class LanguageBlockLayer extends BlockLayer {
  private BlockFacts facts;
  private double dropoutRate;
  private double addedDropoutRate;

  /** Creates an empty instance for a JSON reader to fill in. */
  LanguageBlockLayer() {}

  LanguageBlockLayer(Builder<?> builder) {
    super(builder);
    facts = Objects.requireNonNull(builder.facts, "facts");
    dropoutRate = builder.dropoutRate;
    addedDropoutRate = builder.addedDropoutRate;
  }

  @Override
  public final AttentionFacts attentionFacts() {
    return facts.attention();
  }

  /** Returns the dropout rate of attention weights. */
  public final double weightDropoutRate() {
    return facts.dropsWeights() ? dropoutRate : 0;
  }

  /** Returns the dropout rate inside of the feed-forward part. */
  public final double hiddenDropoutRate() {
    return facts.dropsHidden() ? dropoutRate : 0;
  }

  @Override
  final List<ParameterSpec> feedForwardParameters() {
    Start start = facts.attention().start();
    return FeedForward.parameters(
        width(),
        getHidden(),
        start.weights(width(), getHidden()),
        start.weights(getHidden(), width()));
  }

  public BlockFacts getFacts() {
    return facts;
  }

  public void setFacts(BlockFacts facts) {
    this.facts = facts;
  }

  /** Takes the name that earlier builds saved in place of the facts. */
  @JsonSetter("attentionStyle")
  void setAttentionStyle(String name) {
    facts = EarlierBlockFacts.named(name);
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
        && Objects.equals(facts, block.facts)
        && dropoutRate == block.dropoutRate
        && addedDropoutRate == block.addedDropoutRate;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), facts, dropoutRate, addedDropoutRate);
  }

  /** Width D is {@code nIn} and {@code nOut}. */
  abstract static class Builder<T extends Builder<T>> extends BlockLayer.Builder<T> {
    private BlockFacts facts;
    private double dropoutRate;
    private double addedDropoutRate;

    /** Sets what the model fixes about its blocks; there is no default. */
    public T facts(BlockFacts ofModel) {
      facts = ofModel;
      return self();
    }

    /**
     * Sets the dropout rate of what attention adds and, if the facts say so, of attention weights
     * and of the hidden layer.
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
