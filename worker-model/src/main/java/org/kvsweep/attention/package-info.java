/**
 * Self-attention in its variants, and the transformer blocks built on it, with forward and backward
 * passes by hand.
 *
 * <p>{@link org.kvsweep.attention.Attention} has the formula and says where the variants differ.
 * What differs between models is in {@link org.kvsweep.attention.AttentionFacts} and {@link
 * org.kvsweep.attention.BlockFacts}, which blocks and models fill in.
 *
 * <p>Imports layer and what lies below it.
 */
package org.kvsweep.attention;
