/**
 * What has ended: files under one folder on any file system that Hadoop knows, with one writer, so
 * that a sweep run again does only what is missing.
 *
 * <p>Imports sweep and worker-model.
 */
package org.kvsweep.results;
