/**
 * Spark as the cluster of a run: one trial is one job of one task, its progress comes back by the
 * RPC of Spark's plugins, its outcome as the result of the job.
 *
 * <p>Imports run, run.wire, spark.executor, schedule, results, sweep and worker-model.
 */
package org.kvsweep.spark;
