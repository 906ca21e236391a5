/**
 * The ended trials of a sweep, in one folder on any Hadoop file system: the only truth, from which
 * tables and reports are derived.
 *
 * <p>{@link org.kvsweep.results.FolderResultsStore} is for the driver that runs the sweep, {@link
 * org.kvsweep.results.ResultsFolder} for everyone who reads; only {@code ResultsLayout} knows file
 * names. May import {@code sweep} and worker-model; knows Hadoop's file systems, not Spark.
 */
package org.kvsweep.results;
