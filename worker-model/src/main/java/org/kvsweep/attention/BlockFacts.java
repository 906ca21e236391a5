package org.kvsweep.attention;

import java.io.Serializable;
import java.util.Objects;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The facts that a language model fixes about its blocks.
 *
 * @param attention the facts of the self-attention; its start is that of the feed-forward part too
 * @param residual what a part of the block adds its result to
 * @param dropout where elements are dropped
 * @param padding the token that fills up shorter sequences and is not seen; {@link #NO_PADDING}
 *     where all are of one length
 */
public record BlockFacts(
    @JsonProperty("attention") AttentionFacts attention,
    @JsonProperty("residual") ResidualInput residual,
    @JsonProperty("dropout") DropoutPlaces dropout,
    @JsonProperty("padding") int padding)
    implements Serializable {
  public static final int NO_PADDING = -1;

  @JsonCreator
  public BlockFacts {
    Objects.requireNonNull(attention, "attention");
    Objects.requireNonNull(residual, "residual");
    Objects.requireNonNull(dropout, "dropout");
  }

  /** The input that a part of a block adds its result to. */
  public enum ResidualInput {
    /** The input of the norm before the part. */
    BEFORE_NORM,
    /** The output of the norm before the part. */
    AFTER_NORM
  }

  /** The places where a block drops elements. */
  public enum DropoutPlaces {
    /** Drops in what each part adds. */
    ADDED,
    /** Drops in the attention weights too. */
    ADDED_AND_WEIGHTS,
    /** Drops in the attention weights and inside of the feed-forward part too. */
    ADDED_WEIGHTS_AND_HIDDEN
  }

  /** Returns whether attention weights are dropped. */
  public boolean dropsWeights() {
    return dropout != DropoutPlaces.ADDED;
  }

  /** Returns whether elements inside of the feed-forward part are dropped. */
  public boolean dropsHidden() {
    return dropout == DropoutPlaces.ADDED_WEIGHTS_AND_HIDDEN;
  }

  /** Returns whether sequences are filled up. */
  public boolean padded() {
    return padding != NO_PADDING;
  }
}
