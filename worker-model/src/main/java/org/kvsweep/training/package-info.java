/**
 * Trains a model on a task: the loop over batches, learning rates, metrics, and when to stop.
 *
 * <p>The top of worker-model: may import every other package of it but the families of tasks.
 */
package org.kvsweep.training;
