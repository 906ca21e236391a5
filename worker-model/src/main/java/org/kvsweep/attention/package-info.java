/**
 * Self-attention in its variants, and the transformer blocks built on it, with forward and backward
 * passes by hand.
 *
 * <p>Imports layer and what lies below it.
 */
package org.kvsweep.attention;
