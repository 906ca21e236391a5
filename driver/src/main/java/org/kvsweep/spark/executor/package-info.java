/**
 * Runs inside an executor: takes orders, trains trials, and reports to the driver.
 *
 * <p>Imports run.wire, schedule, results, sweep and worker-model.
 */
package org.kvsweep.spark.executor;
