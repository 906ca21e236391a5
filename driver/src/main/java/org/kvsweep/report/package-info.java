/**
 * Compares the sides of a sweep: {@link org.kvsweep.report.SweepResults} holds the ended trials,
 * {@link org.kvsweep.report.ComparisonTable} the comparison as a pure value, and the writers turn
 * it into text, Markdown, CSV, LaTeX and JSON. {@link org.kvsweep.report.Reports} is the way in.
 * What a user asks of a table is read in {@link org.kvsweep.report.request}.
 *
 * <p>Names of tasks, keys, metrics and error messages come from files: each writer escapes them for
 * its format. May import {@code schedule}, {@code results}, {@code sweep} and worker-model.
 */
package org.kvsweep.report;
