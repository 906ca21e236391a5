/**
 * Displays for the progress of a sweep or a download: live, plain lines, or log lines.
 *
 * <p>Imports cli.text, data, report, schedule, sweep and worker-model.
 */
package org.kvsweep.cli.progress;
