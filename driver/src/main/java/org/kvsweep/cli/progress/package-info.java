/**
 * What is shown while a sweep runs or a data set is fetched: a live display, plain lines, or log
 * lines.
 *
 * <p>Imports cli.text, data, schedule and sweep.
 */
package org.kvsweep.cli.progress;
