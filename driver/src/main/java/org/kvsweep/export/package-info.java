/**
 * Trials for the tools that people already use: MLflow and TensorBoard. (Parquet is written through
 * Spark, in {@code spark}.) An export can be made again at any time, also while the sweep runs: it
 * adds what is new and repeats nothing.
 *
 * <p>Names come from files; each exporter makes them fit what its tool allows. May import {@code
 * report} and what that imports; only {@code cli} imports it.
 */
package org.kvsweep.export;
