/**
 * The statistics of a comparison, on plain numbers: summaries with intervals, paired differences
 * and their tests, correction for many comparisons, sample sizes, variance shares, Pareto fronts.
 *
 * <p>What commons-math3 has is taken from it. Every number is held to a value from SciPy in the
 * tests. Knows nothing of trials or tables and imports nothing of kvsweep.
 */
package org.kvsweep.report.statistics;
