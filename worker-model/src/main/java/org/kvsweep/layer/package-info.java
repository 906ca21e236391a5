/**
 * The ground between kernels and Deeplearning4j: what a layer is made of, and what turns it into
 * one of Deeplearning4j's.
 *
 * <p>Imports random, kernel and kernel.cpu.
 */
package org.kvsweep.layer;
