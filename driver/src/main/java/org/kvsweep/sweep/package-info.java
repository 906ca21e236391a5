/**
 * From the text of a sweep file to the trials of its grid, with every problem reported at once.
 *
 * <p>Imports worker-model. Knows neither Spark nor results.
 */
package org.kvsweep.sweep;
