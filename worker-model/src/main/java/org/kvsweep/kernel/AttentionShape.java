package org.kvsweep.kernel;

import java.util.Optional;

/**
 * The sizes of one attention.
 *
 * @param batch B
 * @param heads H
 * @param targets T, tokens that attend
 * @param sources S, tokens that are attended to
 * @param width D, divisible by H
 * @param scale what scores are divided by
 * @param causal true if target i sees the sources 0..i only
 */
public record AttentionShape(
    int batch, int heads, int targets, int sources, int width, double scale, boolean causal) {
  public AttentionShape {
    requireHeads(width, heads);
  }

  /** Says why that width can't be split into so many heads; empty if it can. */
  public static Optional<String> conflict(int width, int heads) {
    return width >= 1 && heads >= 1 && width % heads == 0
        ? Optional.empty()
        : Optional.of("width %d is not divisible by %d heads".formatted(width, heads));
  }

  /**
   * Refuses a width that can't be split into so many heads.
   *
   * @throws IllegalArgumentException if it can't
   */
  public static void requireHeads(int width, int heads) {
    conflict(width, heads)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException("Cannot split attention: " + why);
            });
  }

  /**
   * A number of sources that can be seen.
   *
   * @throws IllegalArgumentException if it is not a whole number from 1 to S
   */
  public int checkedLength(double length) {
    if (length != (int) length || length < 1 || length > sources) {
      throw new IllegalArgumentException(
          "Cannot attend: expected from 1 to %d tokens that are not padding, got %s"
              .formatted(sources, length));
    }
    return (int) length;
  }

  /** The same sizes, every target seeing every source. */
  public AttentionShape unmasked() {
    return new AttentionShape(batch, heads, targets, sources, width, scale, false);
  }

  /** K, the width of a head. */
  public int headWidth() {
    return width / heads;
  }
}
