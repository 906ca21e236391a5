package org.kvsweep.attention;

import java.io.Serializable;
import java.util.Objects;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The facts that a model fixes about its attention, whatever the variant.
 *
 * @param scale what scores are divided by
 * @param mask which tokens a token sees
 * @param biases which linear maps have one
 * @param positionMaps how many maps KV+Pos learns
 * @param start how the parameters start
 */
public record AttentionFacts(
    @JsonProperty("scale") Scale scale,
    @JsonProperty("mask") Mask mask,
    @JsonProperty("biases") Biases biases,
    @JsonProperty("positionMaps") PositionMaps positionMaps,
    @JsonProperty("start") Start start)
    implements Serializable {

  @JsonCreator
  public AttentionFacts {
    Objects.requireNonNull(scale, "scale");
    Objects.requireNonNull(mask, "mask");
    Objects.requireNonNull(biases, "biases");
    Objects.requireNonNull(positionMaps, "positionMaps");
    Objects.requireNonNull(start, "start");
  }

  /** The number that scores are divided by: c. */
  public enum Scale {
    /** The root of K, the width of a head. */
    ROOT_OF_HEAD_WIDTH,
    /** The root of D, the width of the model. */
    ROOT_OF_WIDTH;

    /** The scale of an attention with that width and number of heads. */
    public double of(int width, int heads) {
      return switch (this) {
        case ROOT_OF_HEAD_WIDTH -> Math.sqrt((double) width / heads);
        case ROOT_OF_WIDTH -> Math.sqrt(width);
      };
    }
  }

  /** The tokens that a token sees. */
  public enum Mask {
    NONE,
    /** A token sees itself and those before. */
    CAUSAL
  }

  /** The linear maps of an attention that have a bias. */
  public enum Biases {
    ALL,
    OUTPUT,
    NONE
  }

  /** The number of position maps that KV+Pos learns. */
  public enum PositionMaps {
    /** One for all heads. */
    SHARED,
    PER_HEAD
  }

  /** Returns whether a token sees itself and those before only. */
  public boolean causal() {
    return mask == Mask.CAUSAL;
  }

  boolean projectionBias() {
    return biases == Biases.ALL;
  }

  boolean outputBias() {
    return biases != Biases.NONE;
  }

  int positionMaps(int heads) {
    return positionMaps == PositionMaps.PER_HEAD ? heads : 1;
  }

  /** The same attention without a mask. */
  public AttentionFacts unmasked() {
    return new AttentionFacts(scale, Mask.NONE, biases, positionMaps, start);
  }
}
