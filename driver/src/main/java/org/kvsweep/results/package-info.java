/**
<<<<<<< HEAD
 * What has ended: files under one folder on any file system that Hadoop knows, with one writer, so
 * that a sweep run again does only what is missing.
 *
 * <p>Imports sweep and worker-model.
=======
 * What has ended, in one folder on any Hadoop file system: the only truth of a sweep, from which
 * tables and reports are derived.
 *
 * <p>{@link org.kvsweep.results.FolderResultsStore} is for the driver that runs the sweep, {@link
 * org.kvsweep.results.ResultsFolder} for everyone who reads; only {@code ResultsLayout} knows file
 * names. May import {@code sweep} and worker-model; knows Hadoop's file systems, not Spark.
>>>>>>> results
 */
package org.kvsweep.results;
