package org.kvsweep.attention;

import org.kvsweep.kernel.Matrix;

/** Where the projections of self-attention lie in the columns of one matrix: query, key, value. */
final class Projections {
  private Projections() {}

  /** The queries, or the keys themselves where the variant has no query. */
  static Matrix query(Matrix packed, Matrix key, AttentionConfig config) {
    return config.variant().hasQuery() ? packed.columns(0, config.width()) : key;
  }

  static Matrix key(Matrix packed, AttentionConfig config) {
    return packed.columns(packed.columns() - 2 * config.width(), config.width());
  }

  static Matrix value(Matrix packed, AttentionConfig config) {
    return packed.columns(packed.columns() - config.width(), config.width());
  }
}
