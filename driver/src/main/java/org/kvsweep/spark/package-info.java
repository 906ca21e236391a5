/**
 * Runs a sweep on Spark: one trial is one job of one task, its progress comes back by the RPC of
 * Spark's plugins, its outcome as the result of the job. The only package that imports
 * org.apache.spark. May import schedule, sweep, results and worker-model.
 */
package org.kvsweep.spark;
