/**
 * Spark as the cluster of a run: one trial is one job of one task, its progress comes back by the
 * RPC of Spark's plugins, its outcome as the result of the job. With {@code spark.executor}, for
 * what runs inside an executor, and {@code export.parquet} the only package that imports Spark.
 *
 * <p>Imports run, run.wire, schedule, results, sweep and worker-model.
 */
package org.kvsweep.spark;
