/**
 * The engine on LibTorch: the layers of kvsweep's networks as functions of tensors, differentiated
 * by autograd on one vector of parameters that lies as Deeplearning4j has it.
 *
 * <p>A module of its own on top of worker-model; nothing imports it.
 */
package org.kvsweep.torch;
