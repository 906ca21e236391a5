/**
 * Exports trials as the event files that TensorBoard reads.
 *
 * <p>Imports export, report, results, sweep and worker-model.
 */
package org.kvsweep.export.tensorboard;
