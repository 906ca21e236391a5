/**
 * Exports trials as the event files that TensorBoard reads.
 *
 * <p>Imports export, report and results.
 */
package org.kvsweep.export.tensorboard;
