/**
 * Displays for the progress of a sweep or a download: live, plain lines, or log lines.
 *
 * <p>Imports cli.text, data, schedule and sweep.
 */
package org.kvsweep.cli.progress;
