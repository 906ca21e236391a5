/**
 * The few fused operations that the layers are made of, in two implementations held to one
 * contract: plain ND4J operations, for any backend, and {@code kernel.cpu}. The contract and its
 * values are here.
 *
 * <p>Imports settings only.
 */
package org.kvsweep.kernel;
