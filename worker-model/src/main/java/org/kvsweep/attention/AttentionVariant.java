package org.kvsweep.attention;

import java.util.List;
import org.kvsweep.settings.Labelled;

/** The kinds of self-attention that a sweep compares, each put together from its parts. */
public enum AttentionVariant implements Labelled {
  /** Query, key and value: S = Q·Kᵀ / scale. */
  QKV("qkv", Part.QUERY),
  /** Key and value: S = K·Kᵀ / scale, symmetric before the softmax. */
  KV("kv"),
  /**
   * Key, value and a learned map of the 2D position grid on the scores, which breaks the symmetry.
   */
  KV_POS("kv-pos", Part.POSITION_MAP);

  /** The parts that an attention may have beside keys and values. */
  private enum Part {
    /** A projection that asks; without it the keys ask as well. */
    QUERY,
    /** The learned map on the scores: {@link PositionMap}. */
    POSITION_MAP
  }

  private final String label;
  private final boolean query;
  private final boolean position;

  AttentionVariant(String label, Part... parts) {
    this.label = label;
    this.query = List.of(parts).contains(Part.QUERY);
    this.position = List.of(parts).contains(Part.POSITION_MAP);
  }

  /** The name in sweep files, tables and trial specs. */
  @Override
  public String label() {
    return label;
  }

  /** The number of projections of the input: queries, keys and values, or keys and values. */
  public int projections() {
    return query ? 3 : 2;
  }

  public boolean hasQuery() {
    return query;
  }

  public boolean hasPosition() {
    return position;
  }
}
