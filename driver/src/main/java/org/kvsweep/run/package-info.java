/**
 * The run of a sweep: one loop that asks the scheduler what to start, hands it to a cluster, and
 * records what comes back. What it needs of a cluster stands in {@link org.kvsweep.run.Cluster};
 * Spark is one.
 *
 * <p>Imports run.wire, schedule, results, sweep and worker-model.
 */
package org.kvsweep.run;
