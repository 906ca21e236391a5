/**
 * Trials for the tools that people already use: MLflow, TensorBoard and Parquet, a package each. An
 * export can be made again at any time, also while the sweep runs.
 *
 * <p>Names come from files; each exporter makes them fit what its tool allows. May import {@code
 * report} and what that imports.
 */
package org.kvsweep.export;
