/**
 * Runs a sweep on Spark: one trial is one job of one task, its progress comes back by the RPC of
 * Spark's plugins, its outcome as the result of the job. The only package that knows Spark.
 *
 * <p>Imports schedule, results, sweep and worker-model.
 */
package org.kvsweep.spark;
