/**
 * Reads and checks a sweep file: from YAML to the trials of a sweep, with every problem of the file
 * reported at once, by line.
 *
 * <p>Imports sweep and worker-model.
 */
package org.kvsweep.sweep.file;
