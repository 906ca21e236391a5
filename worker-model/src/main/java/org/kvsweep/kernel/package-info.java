/**
 * The few fused operations that the layers are made of, in two implementations held to one
 * contract: plain ND4J operations, for any backend, and loops over off-heap memory, for the CPU.
 *
 * <p>Imports nothing else of kvsweep but settings. Only the classes named {@code Vector*} import
 * the JDK's Vector API: they are compiled by themselves and loaded only where that module is there.
 */
package org.kvsweep.kernel;
