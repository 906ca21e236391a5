package org.kvsweep.attention;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The three kinds of self-attention that a sweep compares. */
public enum AttentionVariant {
  /** Query, key and value: S = Q·Kᵀ / scale. */
  QKV("qkv", 3),
  /** Key and value: S = K·Kᵀ / scale, symmetric before the softmax. */
  KV("kv", 2),
  /**
   * Key, value and a learned map of the 2D position grid on the scores, which breaks the symmetry.
   */
  KV_POS("kv-pos", 2);

  private final String label;
  private final int projections;

  AttentionVariant(String label, int projections) {
    this.label = label;
    this.projections = projections;
  }

  /** The name in sweep files, tables and trial specs. */
  public String label() {
    return label;
  }

  /** How many projections of the input there are: queries, keys and values, or keys and values. */
  public int projections() {
    return projections;
  }

  public boolean hasQuery() {
    return this == QKV;
  }

  public boolean hasPosition() {
    return this == KV_POS;
  }

  /**
   * The variant of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static AttentionVariant of(String label) {
    for (AttentionVariant variant : values()) {
      if (variant.label.equals(label)) {
        return variant;
      }
    }
    throw new IllegalArgumentException(
        "Cannot choose the attention: expected one of "
            + Arrays.stream(values()).map(AttentionVariant::label).collect(Collectors.joining(", "))
            + ", got "
            + label);
  }
}
