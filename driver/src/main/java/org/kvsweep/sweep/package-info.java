/**
 * Sweep files: from YAML text to a checked {@link org.kvsweep.sweep.SweepSpec} with every trial of
 * the grid, or all problems of the file at once. May import worker-model only; knows neither Spark
 * nor results.
 */
package org.kvsweep.sweep;
