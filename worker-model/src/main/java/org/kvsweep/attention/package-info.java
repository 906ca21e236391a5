/**
 * Self-attention in its variants, and the transformer blocks built on it, as layers of
 * Deeplearning4j with forward and backward passes by hand.
 *
 * <p>Imports kernel and settings.
 */
package org.kvsweep.attention;
