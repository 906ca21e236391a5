/**
 * The messages between the driver and its executors, as records and sealed types.
 *
 * <p>Imports schedule, results, sweep and worker-model.
 */
package org.kvsweep.run.wire;
