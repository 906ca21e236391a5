/**
 * The loops and matrix products of the CPU: fused kernels on the memory of the arrays, by oneDNN,
 * BLAS and the JDK's Vector API.
 *
 * <p>Imports kernel. Only the classes named {@code Vector*} import the Vector API: they are
 * compiled by themselves and loaded only where that module is there.
 */
package org.kvsweep.kernel.cpu;
