/**
 * Exports trials as Parquet tables, through Spark.
 *
 * <p>Imports export, spark, report, results and worker-model.
 */
package org.kvsweep.export.parquet;
